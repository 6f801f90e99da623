extern alias firmware;

using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Power;
using NanoConsole = firmware::System.Console;
using NanoEnvironment = firmware::System.Environment;
using NanoThreading = firmware::System.Threading;
using Sleep = firmware::nanoFramework.Hardware.Esp32.Sleep;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>Nothing of a life outlives its power.</summary>
public sealed class PowerTests : IDisposable
{
    private readonly Board _board = new();
    private readonly Signal _started = new();
    private readonly Signal _ended = new();

    [Fact]
    public async Task A_sleeping_thread_never_wakes_when_the_power_is_pulled()
    {
        _board.PowerOn(() => Run(() =>
        {
            NanoThreading.Thread.Sleep(Timeout.Infinite);
            NanoConsole.WriteLine("woke");
        }));
        await _started.WaitAsync();

        _board.PullPower();

        await _ended.WaitAsync();
        Assert.Empty(_board.Console.Lines);
    }

    [Fact]
    public async Task A_waiting_thread_never_goes_on_when_the_power_is_pulled()
    {
        _board.PowerOn(() => Run(() =>
        {
            new NanoThreading.AutoResetEvent(false).WaitOne();
            NanoConsole.WriteLine("went on");
        }));
        await _started.WaitAsync();

        _board.PullPower();

        await _ended.WaitAsync();
        Assert.Empty(_board.Console.Lines);
    }

    [Fact]
    public async Task A_loop_that_catches_everything_is_parked_when_the_power_is_pulled()
    {
        var caught = 0;
        Thread? thread = null;
        _board.PowerOn(() =>
        {
            thread = Thread.CurrentThread;
            while (true)
            {
                try
                {
                    NanoConsole.WriteLine("tick");
                    _started.Set();
                    NanoThreading.Thread.Sleep(1);
                }
                catch (Exception)
                {
                    Interlocked.Increment(ref caught);
                }
            }
        });
        await _started.WaitAsync(3);

        _board.PullPower();

        var lines = _board.Console.Lines.Count;
        Assert.True(SpinWait.SpinUntil(() => caught > 0 && IsParked(thread!), TimeSpan.FromSeconds(60)));
        Assert.InRange(caught, 1, 20);
        Assert.Equal(lines, _board.Console.Lines.Count);
    }

    [Fact]
    public async Task Timers_stop_when_the_power_is_pulled_and_those_of_another_board_go_on()
    {
        using var other = new Board(new BoardOptions { Name = "other" });
        var (ticks, otherTicks) = (new Signal(), new Signal());
        _board.PowerOn(() => Tick(ticks));
        other.PowerOn(() => Tick(otherTicks));
        await ticks.WaitAsync(3);

        _board.PullPower();

        var lines = _board.Console.Lines.Count;
        await otherTicks.WaitAsync(20);
        Assert.Equal(lines, _board.Console.Lines.Count);
        Assert.True(other.Console.Lines.Count >= 20);
    }

    [Fact]
    public async Task A_reboot_begins_a_new_life_with_a_new_clock()
    {
        var uptimes = new List<long>();
        var sinceReset = Stopwatch.StartNew();
        _board.PowerOn(() => Run(() =>
        {
            var uptime = NanoEnvironment.TickCount64;
            lock (uptimes) uptimes.Add(uptime - sinceReset.ElapsedMilliseconds);
            if (_board.Boots == 1) NanoThreading.Thread.Sleep(1000);
            sinceReset.Restart();
            if (_board.Boots < 3) firmware::nanoFramework.Runtime.Native.Power.RebootDevice();
            NanoThreading.Thread.Sleep(Timeout.Infinite);
        }));

        await _started.WaitAsync(3);

        Assert.Equal(3, _board.Boots);
        Assert.Equal(3, _board.Life);
        Assert.True(SpinWait.SpinUntil(() => { lock (uptimes) return uptimes.Count == 3; }, TimeSpan.FromSeconds(60)));
        Assert.All(uptimes, tooMuch => Assert.True(tooMuch <= 1, $"{tooMuch} ms of the life before are in it"));
    }

    [Fact]
    public async Task Pulling_the_power_of_a_board_that_reboots_keeps_it_off()
    {
        using var board = new Board(new BoardOptions { BootTime = TimeSpan.FromMilliseconds(50) });
        var stopped = new Signal();
        board.Stopped += (b, end) =>
        {
            if (end == LifeEnd.Rebooted) b.PullPower();
            stopped.Set();
        };
        board.PowerOn(() => firmware::nanoFramework.Runtime.Native.Power.RebootDevice());
        await stopped.WaitAsync();

        board.PowerOn(() => Run(() => NanoThreading.Thread.Sleep(Timeout.Infinite)));
        await _started.WaitAsync();

        Assert.Equal(2, board.Boots);
        Assert.Equal(2, board.Life);
    }

    [Fact]
    public async Task Deep_sleep_ends_the_life_and_the_timer_begins_the_next()
    {
        var causes = new List<Sleep.WakeupCause>();
        var ends = new List<LifeEnd>();
        _board.Stopped += (_, end) => ends.Add(end);
        _board.PowerOn(() => Run(() =>
        {
            causes.Add(Sleep.GetWakeupCause());
            _ended.Set();
            Sleep.EnableWakeupByTimer(TimeSpan.FromMilliseconds(10));
            if (_board.Boots == 1) Sleep.StartDeepSleep();
            NanoThreading.Thread.Sleep(Timeout.Infinite);
        }));

        await _started.WaitAsync(2);
        await _ended.WaitAsync(3);

        Assert.Equal([LifeEnd.Slept], ends);
        Assert.Equal([Sleep.WakeupCause.Undefined, Sleep.WakeupCause.Timer], causes);
    }

    [Fact]
    public async Task An_exception_that_nobody_catches_ends_its_thread_only()
    {
        _board.PowerOn(() => Run(() =>
        {
            var broken = new NanoThreading.Thread(() => throw new InvalidOperationException("a bug"));
            broken.Start();
            broken.Join();
            NanoConsole.WriteLine("goes on");
        }));

        await _ended.WaitAsync();

        Assert.Contains("a bug", string.Join('\n', _board.Console.Lines));
        Assert.Equal("goes on", _board.Console.Lines[^1]);
    }

    [Fact]
    public async Task An_aborted_thread_unwinds_out_of_its_sleep()
    {
        _board.PowerOn(() => Run(() =>
        {
            var sleeper = new NanoThreading.Thread(() =>
            {
                try
                {
                    NanoThreading.Thread.Sleep(Timeout.Infinite);
                }
                catch (NanoThreading.ThreadAbortException)
                {
                    NanoConsole.WriteLine("aborted");
                }
            });
            sleeper.Start();
            sleeper.Abort();
            NanoConsole.WriteLine($"ended {sleeper.Join(20_000)}");
        }));

        await _ended.WaitAsync();

        Assert.Equal(["aborted", "ended True"], _board.Console.Lines);
    }

    [Fact]
    public void A_board_with_power_cannot_get_it_again()
    {
        _board.PowerOn(() => NanoThreading.Thread.Sleep(Timeout.Infinite));

        Assert.Throws<InvalidOperationException>(() => _board.PowerOn(() => { }));
    }

    [Fact]
    public void The_api_refuses_threads_that_no_board_started()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => NanoConsole.WriteLine("from the host"));

        Assert.Contains("Board.PowerOn", refusal.Message);
    }

    public void Dispose() => _board.Dispose();

    private static bool IsParked(Thread thread) => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin);

    private static void Tick(Signal signal)
    {
        _ = new NanoThreading.Timer(_ =>
        {
            NanoConsole.WriteLine("tick");
            signal.Set();
        }, null, 0, 2);
        NanoThreading.Thread.Sleep(Timeout.Infinite);
    }

    private void Run(Action body)
    {
        try
        {
            _started.Set();
            body();
        }
        finally
        {
            _ended.Set();
        }
    }
}
