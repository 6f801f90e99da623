#nullable disable
using Nanofleet.Contract;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// A board's time over restarts: servers in turn, none before what was known, two that agree against a floor that is too
    /// high. Shifts and comparisons of long numbers are where interpreters differ.
    /// </summary>
    public sealed class BoardClocks : BoardBody
    {
        private const long Now = 1767600000000; // 2026-01-05T08:00:00Z
        private const long Day = 86400000;

        private readonly BoardFiles _files = new BoardFiles();
        private BoardNetwork _network;
        private TimeFloor _floor;
        private BoardTime _time;
        private TimeKeeper _keeper;

        public override long UnixMs => _network.UnixAtStart == 0 ? 0 : _network.UnixAtStart + UptimeMs;

        protected override void Check()
        {
            Start(0, Now, 0);
            For(TimeKeeper.PatienceMs + 2000);
            Expect("silent server", TimeQualities.Sntp, Now + UptimeMs, "a b ");

            // The first lies, and the third knows: it is a day later.
            Start(Now - Day, 0, Now + Day);
            For(2000);
            Expect("lying server", TimeQualities.Uptime, 0, "a b ");
            For(TimeKeeper.PatienceMs);
            Expect("third server", TimeQualities.Sntp, Now + Day + UptimeMs, "a b c ");
            _floor.Keep();

            Start(Now, Now, 0);
            For(2000);
            Expect("two that agree", TimeQualities.Sntp, Now + UptimeMs, "a b ");

            Start(0, 0, 0);
            _keeper.HearGateway(Now + 5 * Day, true);
            Expect("retained", TimeQualities.Uptime, 0, "");
            _keeper.HearGateway(Now + Day, false);
            Expect("before the retained one", TimeQualities.Uptime, 0, "");
            _keeper.HearGateway(Now + 5 * Day, false);
            Expect("gateway", TimeQualities.Gateway, Now + 5 * Day, "");
        }

        private void Start(long a, long b, long c)
        {
            UptimeMs = 0;
            _network = new BoardNetwork();
            _network.TimeServers["a"] = a;
            _network.TimeServers["b"] = b;
            _network.TimeServers["c"] = c;
            _floor = new TimeFloor(_files, this);
            _time = new BoardTime(this, _floor);
            _keeper = new TimeKeeper(new[] { "a", "b", "c" }, _network, _time, _floor, this, new Log(this, this));
        }

        private void For(long milliseconds)
        {
            for (long endMs = UptimeMs + milliseconds; UptimeMs < endMs; UptimeMs += 500) _keeper.Tend();
        }

        private void Expect(string what, string quality, long nowMs, string asked)
        {
            Expect(what + ", quality", quality, _time.Quality);
            Expect(what + ", time", nowMs, _time.NowMs);
            Expect(what + ", asked", asked, _network.Asked);
        }
    }
}
