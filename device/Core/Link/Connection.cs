using Nanofleet.Device.Core.Journal;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// One MQTT connection after another, each with its own session number and will. Events of a connection that is gone are
    /// ignored. Belongs to the link thread.
    /// </summary>
    public sealed class Connection
    {
        private const int KeepAliveS = 30;

        private readonly string _clientId;
        private readonly LinkTopics _topics;
        private readonly IMqttPort _mqtt;
        private readonly LinkInbox _inbox;
        private readonly Uplink _uplink;
        private readonly Downlink _downlink;
        private readonly Announcer _announcer;
        private readonly BootJournal _journal;
        private int _number;
        private bool _open;

        public Connection(string clientId, LinkTopics topics, IMqttPort mqtt, LinkInbox inbox, Uplink uplink, Downlink downlink,
            Announcer announcer, BootJournal journal)
        {
            _clientId = clientId;
            _topics = topics;
            _mqtt = mqtt;
            _inbox = inbox;
            _uplink = uplink;
            _downlink = downlink;
            _announcer = announcer;
            _journal = journal;
        }

        public Uplink Uplink => _uplink;

        /// <summary>The broker confirmed the subscriptions of this connection.</summary>
        public bool Subscribed { get; private set; }

        public bool GatewayKnown => _downlink.GatewayKnown;

        // Every attempt takes one: the broker may know of an attempt that failed here, and hold its will.
        private long Session => _journal.SessionBase + _number;

        /// <param name="address">The broker's, as it is now.</param>
        /// <returns>Null when it stands, else what went wrong.</returns>
        public string Open(string address)
        {
            _number++;
            Subscribed = false;
            _uplink.Open();
            _downlink.Open();
            _open = true;
            return _mqtt.Open(new MqttOpening
            {
                Connection = _number,
                Address = address,
                ClientId = _clientId,
                WillTopic = _topics.Status,
                WillPayload = _announcer.Will(Session),
                KeepAliveS = KeepAliveS,
            });
        }

        public bool Subscribe() => _mqtt.Subscribe(_topics.Subscriptions) >= 0;

        public bool SendBirth() => _uplink.SendStatus(_announcer.Birth(Session));

        /// <param name="sleepS">Seconds until the board is to be heard again; 0 where it restarts.</param>
        public bool SendGoodbye(long sleepS) => _uplink.SendStatus(_announcer.Goodbye(Session, sleepS));

        /// <summary>Handles what came in. Null while all is well, else the fault for which the connection is of no use any more.</summary>
        public string Receive()
        {
            string fault = _open && _inbox.TakeRefused() > 0 ? LinkFault.Flood : null;
            for (LinkEvent item = _inbox.Take(); item != null; item = _inbox.Take())
            {
                if (!_open || item.Connection != _number) continue;
                if (item.Kind == LinkEvent.Message) _downlink.Handle(item);
                else if (item.Kind == LinkEvent.Closed) fault = LinkFault.Lost;
                else if (item.Kind == LinkEvent.Acknowledged && !_uplink.Acknowledged(item.MessageId, item.Ok)) fault = LinkFault.NotAcknowledged;
                else if (item.Kind == LinkEvent.Subscribed && !item.Ok) fault = LinkFault.NotSubscribed;
                else if (item.Kind == LinkEvent.Subscribed) Subscribed = true;
            }

            return fault;
        }

        /// <summary>Sends what waits. Null while all is well, else the fault for which the connection is of no use any more.</summary>
        public string Pump()
        {
            if (!_uplink.Pump()) return LinkFault.NotSent;
            if (_uplink.Silent) return LinkFault.Silent;
            return _mqtt.IsOpen ? null : LinkFault.Lost;
        }

        /// <summary>Lets go of the connection; what was on its way goes again on the next one.</summary>
        /// <param name="politely">With a goodbye, so that the broker does not send the will.</param>
        public void Close(bool politely)
        {
            if (!_open) return;
            _open = false;
            if (politely) _mqtt.Disconnect();
            else _mqtt.Close();
            _uplink.Close();
        }
    }
}
