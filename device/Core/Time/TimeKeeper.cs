using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Time
{
    /// <summary>
    /// Keeps the board supplied with time: the servers in turn, the gateway's word where none answers. Moves on from a server
    /// that says nothing, a time before the floor, or another time than the gateway. The floor itself yields where two that
    /// know nothing of each other agree on an earlier time. Belongs to the link thread.
    /// </summary>
    public sealed class TimeKeeper
    {
        /// <summary>What a server gets to answer in the first round; each further round has twice as much …</summary>
        public const int PatienceMs = 20000;

        /// <summary>… up to this. The time client of the image by itself would wait a quarter of an hour.</summary>
        public const int MostPatienceMs = 640000;

        /// <summary>A server that gave the time is asked again so often.</summary>
        public const long RenewMs = 3600000;

        /// <summary>Two times that differ by more are not the same.</summary>
        public const int ApartMs = 60000;

        private readonly string[] _servers;
        private readonly INetworkTime _network;
        private readonly BoardTime _time;
        private readonly TimeFloor _floor;
        private readonly IClock _clock;
        private readonly Log _log;

        // What each said that the floor refused, as Unix milliseconds at uptime 0: the servers, then the gateway. 0 for nothing.
        private readonly long[] _refused;
        private bool _asked;
        private bool _known;
        private int _at;
        private int _patienceMs = PatienceMs;
        private long _askedMs;
        private long _contradictedMs;

        /// <param name="servers">Names or addresses; none leaves the clock to what the firmware image does by itself.</param>
        public TimeKeeper(string[] servers, INetworkTime network, BoardTime time, TimeFloor floor, IClock clock, Log log)
        {
            _servers = servers;
            _network = network;
            _time = time;
            _floor = floor;
            _clock = clock;
            _log = log;
            _refused = new long[(servers.Length == 0 ? 1 : servers.Length) + 1];
            _contradictedMs = -RenewMs;
        }

        private int Gateway => _refused.Length - 1;

        /// <summary>The network was joined just now: whoever was asked before may not have heard it.</summary>
        public void NetworkJoined() => _asked = false;

        /// <summary>Does what is due. To be called at every step while there is a network.</summary>
        public void Tend()
        {
            long nowMs = _clock.UptimeMs;
            long unixMs = _clock.UnixMs;
            if (!_asked)
            {
                // What the chip kept over a restart, or the image fetched by itself, is no server's word yet: counted as the first
                // one's, it would let a single liar agree with itself.
                if (_servers.Length > 0 && unixMs > 0 && _floor.Refuses(unixMs)) Unset();
                Ask(_at);
            }
            else if (unixMs > 0 && _floor.Refuses(unixMs) && !IsBelieved(_at, unixMs))
            {
                _log.Warning("time: " + Name + " says a time before one that was known already");
                Unset();
                MoveOn();
            }
            else if (unixMs > 0)
            {
                Know(unixMs);
            }
            else if (nowMs - _askedMs >= _patienceMs)
            {
                if (_at == _servers.Length - 1 && _patienceMs < MostPatienceMs) _patienceMs *= 2;
                MoveOn();
            }
        }

        /// <summary>The gateway said what time it is, or, retained, what time it once was.</summary>
        public void HearGateway(long unixMs, bool retained)
        {
            if (!retained)
            {
                if (!_floor.Refuses(unixMs) || IsBelieved(Gateway, unixMs)) _time.HearGateway(unixMs);
                if (_time.IsClockGood) Compare(unixMs);
            }

            // A better clock than the gateway's is not bound by it.
            if (!_time.IsClockGood) _floor.Raise(unixMs);
        }

        private string Name => _servers.Length == 0 ? "the time server" : _servers[_at];

        private void Know(long unixMs)
        {
            if (!_known) _log.Info("time: set by " + Name);
            _known = true;
            _patienceMs = PatienceMs;
            _floor.Follow(unixMs);
            if (_clock.UptimeMs - _askedMs >= RenewMs) Ask(_at);
        }

        private void Unset()
        {
            _network.Unset();
            _known = false;
        }

        /// <summary>Whether another one has said the same: then it is the floor that is wrong.</summary>
        private bool IsBelieved(int witness, long unixMs)
        {
            long offsetMs = unixMs - _clock.UptimeMs;
            _refused[witness] = offsetMs;
            for (int i = 0; i < _refused.Length; i++)
            {
                if (i == witness || _refused[i] == 0 || !IsNear(_refused[i], offsetMs)) continue;
                _log.Warning("time: two say that it is earlier than what was known; they are believed");
                _floor.Lower(unixMs);
                System.Array.Clear(_refused, 0, _refused.Length);
                return true;
            }

            return false;
        }

        private void Compare(long gatewayMs)
        {
            long nowMs = _clock.UptimeMs;
            if (IsNear(_clock.UnixMs, gatewayMs) || nowMs - _contradictedMs < RenewMs) return;
            _contradictedMs = nowMs;
            _log.Warning("time: " + Name + " and the gateway are " + ((_clock.UnixMs - gatewayMs) / 1000).ToString() + " s apart");
            if (_servers.Length > 1) MoveOn();
        }

        private static bool IsNear(long a, long b) => a - b <= ApartMs && b - a <= ApartMs;

        private void MoveOn()
        {
            int next = _at + 1 < _servers.Length ? _at + 1 : 0;
            if (_servers.Length > 1) _log.Info("time: asking " + _servers[next]);
            Ask(next);
        }

        private void Ask(int server)
        {
            _asked = true;
            _at = server;
            _askedMs = _clock.UptimeMs;
            if (_servers.Length > 0) _network.Ask(_servers[server]);
        }
    }
}
