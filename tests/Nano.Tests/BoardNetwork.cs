#nullable disable
using System.Collections;
using System.Text;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Link;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Nano.Tests
{
    /// <summary>What lies around a board, in the hand of a test: access point, name server, time servers, broker. Nothing takes time.</summary>
    public sealed class BoardNetwork : IWifiPort, INameLookup, INetworkTime, IMqttPort, ISignal
    {
        private readonly ArrayList _sent = new ArrayList();
        private readonly ArrayList _payloads = new ArrayList();
        private int _connection;
        private int _lastId;

        public BoardNetwork()
        {
            Inbox = new LinkInbox(this);
        }

        public LinkInbox Inbox { get; }

        public bool WifiInReach = true;

        /// <summary>Where the broker's name leads; null for nowhere.</summary>
        public string Address = "10.0.0.1";

        /// <summary>Where the broker is.</summary>
        public string BrokerAt = "10.0.0.1";

        /// <summary>Unix milliseconds at uptime 0 that each server says; 0 for nothing.</summary>
        public readonly Hashtable TimeServers = new Hashtable();

        /// <summary>Who was asked for the time, each with a space behind.</summary>
        public string Asked = "";

        public long UnixAtStart;

        public bool Acknowledges = true;

        public bool IsUp { get; private set; }

        public bool IsOpen { get; private set; }

        public string Ip => "10.0.0.7";

        public bool Connect(int timeoutMs) => IsUp = WifiInReach;

        void IWifiPort.Disconnect() => IsUp = false;

        public int ReadRssi() => -61;

        public string Find(string name, out string fault)
        {
            fault = "no such name";
            return Address;
        }

        public void Ask(string server)
        {
            Asked += server + " ";
            object said = TimeServers[server];
            if (said != null && (long)said > 0) UnixAtStart = (long)said;
        }

        public void Unset() => UnixAtStart = 0;

        public string Open(MqttOpening opening)
        {
            _connection = opening.Connection;
            IsOpen = opening.Address == BrokerAt;
            return IsOpen ? null : "nobody there";
        }

        public int Subscribe(string[] topics)
        {
            Inbox.Put(new LinkEvent { Kind = LinkEvent.Subscribed, Connection = _connection, MessageId = ++_lastId, Ok = true });
            Receive("system/gateway", "{\"puback_means_stored\":true}", true);
            return _lastId;
        }

        public int Publish(string topic, byte[] payload, bool atLeastOnce, bool retain)
        {
            if (!IsOpen) return -1;
            _sent.Add(topic);
            _payloads.Add(Encoding.UTF8.GetString(payload, 0, payload.Length));
            _lastId++;
            if (atLeastOnce && Acknowledges) Inbox.Put(new LinkEvent { Kind = LinkEvent.Acknowledged, Connection = _connection, MessageId = _lastId, Ok = true });
            return _lastId;
        }

        public void Disconnect() => IsOpen = false;

        public void Close() => IsOpen = false;

        public void Set()
        {
        }

        public void Receive(string topic, string text, bool retained) =>
            Inbox.Put(new LinkEvent { Kind = LinkEvent.Message, Connection = _connection, Topic = topic, Payload = Encoding.UTF8.GetBytes(text), Retained = retained });

        public void Break()
        {
            IsOpen = false;
            Inbox.Put(new LinkEvent { Kind = LinkEvent.Closed, Connection = _connection });
        }

        /// <summary>The topics of what was sent since the last call, the last level of each, each with a space behind.</summary>
        public string TakeSent()
        {
            string all = "";
            for (int i = 0; i < _sent.Count; i++)
            {
                var topic = (string)_sent[i];
                all += topic.Substring(topic.LastIndexOf('/') + 1) + " ";
            }

            _sent.Clear();
            return all;
        }

        /// <summary>What was sent last.</summary>
        public string LastPayload => (string)_payloads[_payloads.Count - 1];
    }
}
