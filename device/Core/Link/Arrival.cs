using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// The way online: Wi-Fi, clock, name, MQTT, subscriptions, birth. What waits has a limit here; what blocks (joining,
    /// looking up, connecting) has its own. Belongs to the link thread.
    /// </summary>
    public sealed class Arrival
    {
        public const int WifiLimitMs = 20000;
        public const int ClockLimitMs = 10000;
        public const int SubscribeLimitMs = 10000;
        public const int BirthLimitMs = 15000;

        /// <summary>How long birth waits for the gateway's retained introduction: it decides what a PUBACK means.</summary>
        public const int GatewayLimitMs = 2000;

        // The network may claim to be up and carry nothing; after so many failures it is joined afresh.
        private const int FailuresPerJoin = 5;

        private readonly IWifiPort _wifi;
        private readonly TimeKeeper _keeper;
        private readonly BoardTime _time;
        private readonly BrokerAddress _broker;
        private readonly Connection _connection;
        private readonly Log _log;
        private string _address;
        private int _failures;
        private bool _clockAwaited;

        public Arrival(IWifiPort wifi, TimeKeeper keeper, BoardTime time, BrokerAddress broker, Connection connection, Log log)
        {
            _wifi = wifi;
            _keeper = keeper;
            _time = time;
            _broker = broker;
            _connection = connection;
            _log = log;
        }

        /// <summary>What else is known of the fault of the last step, or null.</summary>
        public string Detail { get; private set; }

        /// <summary>Does what the stage is for. Null while all is well, else one of <see cref="LinkFault"/>.</summary>
        /// <param name="next">The stage to go on with; the same one while something is waited for.</param>
        public string Step(LinkStage stage, long inStageMs, out LinkStage next)
        {
            next = stage;
            Detail = null;
            switch (stage)
            {
                case LinkStage.Wifi: return JoinWifi(out next);
                case LinkStage.Clock: return AwaitClock(inStageMs, ref next);
                case LinkStage.Dns: return FindBroker(out next);
                case LinkStage.Connecting: return Connect(out next);
                case LinkStage.Subscribing: return AwaitSubscriptions(inStageMs, ref next);
                default: return AwaitBirth(inStageMs, ref next);
            }
        }

        /// <summary>The link ended, or did not come about.</summary>
        public void Failed() => _failures++;

        private string JoinWifi(out LinkStage next)
        {
            next = LinkStage.Clock;
            if (_failures >= FailuresPerJoin)
            {
                _failures = 0;
                _wifi.Disconnect();
            }

            if (!_wifi.IsUp)
            {
                _log.Info("joining Wi-Fi");
                if (!_wifi.Connect(WifiLimitMs)) return LinkFault.NoWifi;
                _keeper.NetworkJoined();
            }

            _log.Debug("Wi-Fi up, " + _wifi.Ip);
            return null;
        }

        // Only once a boot: what is sent without a time is placed by the gateway, so nothing is lost when no server answers.
        private string AwaitClock(long inStageMs, ref LinkStage next)
        {
            if (!_time.IsSet && !_clockAwaited && inStageMs < ClockLimitMs) return null;
            if (!_time.IsSet && !_clockAwaited) _log.Warning("no network time yet: readings carry uptime");
            _clockAwaited = true;
            next = LinkStage.Dns;
            return null;
        }

        private string FindBroker(out LinkStage next)
        {
            next = LinkStage.Connecting;
            _address = _broker.Find(out string fault);
            Detail = fault;
            return _address == null ? LinkFault.NoDns : null;
        }

        private string Connect(out LinkStage next)
        {
            next = LinkStage.Subscribing;
            Detail = _connection.Open(_address);
            if (Detail != null) return LinkFault.NoBroker;
            return _connection.Subscribe() ? null : NotSent("subscriptions");
        }

        private string AwaitSubscriptions(long inStageMs, ref LinkStage next)
        {
            if (!_connection.Subscribed) return inStageMs < SubscribeLimitMs ? null : LinkFault.NotSubscribed;
            if (!_connection.Uplink.InfoDelivered && !_connection.Uplink.SendInfo()) return NotSent("info");
            if (!_connection.SendBirth()) return NotSent("birth");
            next = LinkStage.Birth;
            return null;
        }

        private string AwaitBirth(long inStageMs, ref LinkStage next)
        {
            if (_connection.Uplink.StatusOnTheWay) return inStageMs < BirthLimitMs ? null : LinkFault.NoBirth;
            if (!_connection.GatewayKnown && inStageMs < GatewayLimitMs) return null;
            _failures = 0;
            next = LinkStage.Online;
            return null;
        }

        private string NotSent(string what)
        {
            Detail = what;
            return LinkFault.NotSent;
        }
    }
}
