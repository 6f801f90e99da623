extern alias firmware;

using System.Collections;
using firmware::nanoFramework.Json;
using Nanofleet.VirtualBoard;
using NanoConsole = firmware::System.Console;
using NanoDateTime = firmware::System.DateTime;
using NanoPath = firmware::System.IO.Path;
using NanoThreading = firmware::System.Threading;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>Library types whose behaviour on the board differs from .NET's.</summary>
public sealed class LibraryTests : IDisposable
{
    private readonly Board _board = new();

    [Fact]
    public async Task Json_becomes_tables_lists_and_the_smallest_number_that_holds()
    {
        Hashtable table = [];
        await _board.RunAsync(() => table = (Hashtable)JsonConvert.DeserializeObject("""{"a":1,"b":3000000000,"c":1.5,"d":[true,null],"e":{"f":"g"}}""", typeof(Hashtable)));

        Assert.Equal(1, table["a"]);
        Assert.Equal(3_000_000_000L, table["b"]);
        Assert.Equal(1.5, table["c"]);
        Assert.Equal(new object?[] { true, null }, ((ArrayList)table["d"]!).ToArray());
        Assert.Equal("g", ((Hashtable)table["e"]!)["f"]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("[1]")]
    public async Task What_is_not_a_json_object_is_refused(string text)
    {
        Exception? fault = null;
        await _board.RunAsync(() => fault = Record.Exception(() => JsonConvert.DeserializeObject(text, typeof(Hashtable))));

        Assert.IsType<DeserializationException>(fault);
    }

    [Fact]
    public async Task Json_is_written_from_tables_lists_and_values()
    {
        var text = "";
        await _board.RunAsync(() => text = JsonConvert.SerializeObject(new Hashtable { ["list"] = new ArrayList { 1, "a\"b", null, false, 2.5, DayOfWeek.Monday } }));

        Assert.Equal("""{"list":[1,"a\u0022b",null,false,2.5,1]}""", text);
    }

    [Fact]
    public void Dates_are_utc_count_from_1601_and_print_as_on_the_board()
    {
        var date = new NanoDateTime(2026, 1, 5, 8, 0, 1, 250);

        Assert.Equal("01/05/2026 08:00:01", date.ToString());
        Assert.Equal("2026-01-05T08:00:01.2500000Z", date.ToString("o"));
        Assert.Equal(1_767_600_001, date.ToUnixTimeSeconds());
        Assert.Equal(new NanoDateTime(2026, 1, 5, 8, 0, 1), NanoDateTime.FromUnixTimeSeconds(1_767_600_001));
        Assert.Equal(1601, default(NanoDateTime).Year);
        Assert.Equal(TimeSpan.FromDays(1), date.AddDays(1) - date);
        Assert.True(NanoDateTime.TryParse("2026-01-05T08:00:01Z", out var parsed));
        Assert.Equal(date.AddMilliseconds(-250), parsed);
        Assert.False(NanoDateTime.TryParse("yesterday", out _));
    }

    [Fact]
    public void Paths_have_backslashes_and_a_drive()
    {
        Assert.Equal(@"I:\a\b.txt", NanoPath.Combine(@"I:\a", "b.txt"));
        Assert.Equal(@"I:\a", NanoPath.Combine(@"I:\", "a"));
        Assert.Equal("b.txt", NanoPath.GetFileName(@"I:\a\b.txt"));
        Assert.Equal("b", NanoPath.GetFileNameWithoutExtension(@"I:\a\b.txt"));
        Assert.Equal(".txt", NanoPath.GetExtension(@"I:\a.b\b.txt"));
        Assert.Equal("", NanoPath.GetExtension(@"I:\a.b\b"));
        Assert.Equal(@"I:\a", NanoPath.GetDirectoryName(@"I:\a\b.txt"));
        Assert.Equal(@"I:\", NanoPath.GetDirectoryName(@"I:\b.txt"));
        Assert.Null(NanoPath.GetDirectoryName(@"I:\"));
        Assert.Equal(@"I:\a.bak", NanoPath.ChangeExtension(@"I:\a.txt", "bak"));
    }

    [Fact]
    public async Task A_cancellation_after_a_delay_wakes_its_waiters_and_calls_back_once()
    {
        var calls = 0;
        var waited = false;
        await _board.RunAsync(() =>
        {
            using var source = new NanoThreading.CancellationTokenSource();
            var called = new NanoThreading.AutoResetEvent(false);
            source.Token.Register(() => calls += 100).Dispose();
            source.Token.Register(() =>
            {
                calls++;
                called.Set();
            });
            source.CancelAfter(20);
            waited = source.Token.WaitHandle.WaitOne(20_000, false) && called.WaitOne(20_000, false);
            source.Cancel();
            source.Token.Register(() => calls++);
        });

        Assert.True(waited);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Waiting_for_any_says_which_and_a_time_out_says_so()
    {
        var results = new List<int>();
        await _board.RunAsync(() =>
        {
            var (first, second) = (new NanoThreading.AutoResetEvent(false), new NanoThreading.ManualResetEvent(true));
            results.Add(NanoThreading.WaitHandle.WaitAny([first, second]));
            results.Add(NanoThreading.WaitHandle.WaitAny([first], 5, false));
            first.Set();
            results.Add(NanoThreading.WaitHandle.WaitAny([first], 20_000, false));
        });

        Assert.Equal([1, NanoThreading.WaitHandle.WaitTimeout, 0], results);
    }

    [Fact]
    public async Task The_console_keeps_the_last_lines_only()
    {
        using var board = new Board(new BoardOptions { ConsoleLines = 3 });
        await board.RunAsync(() =>
        {
            for (var i = 1; i <= 5; i++)
            {
                NanoConsole.Write("line ");
                NanoConsole.WriteLine($"{i}");
            }
        });

        Assert.Equal(["line 3", "line 4", "line 5"], board.Console.Lines);
    }

    public void Dispose() => _board.Dispose();
}
