using System;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;
using Nanofleet.Device.Core.Link;

namespace Nanofleet.Device.App.Mqtt
{
    /// <summary>Passes the events of one connection to the inbox, with its number. Nothing slow may happen here.</summary>
    internal sealed class MqttEvents
    {
        private readonly LinkInbox _inbox;
        private readonly int _connection;

        public MqttEvents(LinkInbox inbox, int connection)
        {
            _inbox = inbox;
            _connection = connection;
        }

        public void Attach(MqttClient client)
        {
            client.MqttMsgPublishReceived += OnReceived;
            client.MqttMsgPublished += OnPublished;
            client.MqttMsgSubscribed += OnSubscribed;
            client.ConnectionClosed += OnClosed;
        }

        private void OnReceived(object sender, MqttMsgPublishEventArgs e)
        {
            _inbox.Put(new LinkEvent { Kind = LinkEvent.Message, Connection = _connection, Topic = e.Topic, Payload = e.Message, Retained = e.Retain });
        }

        private void OnPublished(object sender, MqttMsgPublishedEventArgs e)
        {
            _inbox.Put(new LinkEvent { Kind = LinkEvent.Acknowledged, Connection = _connection, MessageId = e.MessageId, Ok = e.IsPublished });
        }

        private void OnSubscribed(object sender, MqttMsgSubscribedEventArgs e)
        {
            bool granted = true;
            for (int i = 0; i < e.GrantedQoSLevels.Length; i++) granted &= e.GrantedQoSLevels[i] != MqttQoSLevel.GrantedFailure;
            _inbox.Put(new LinkEvent { Kind = LinkEvent.Subscribed, Connection = _connection, MessageId = e.MessageId, Ok = granted });
        }

        private void OnClosed(object sender, EventArgs e)
        {
            _inbox.Put(new LinkEvent { Kind = LinkEvent.Closed, Connection = _connection });
        }
    }
}
