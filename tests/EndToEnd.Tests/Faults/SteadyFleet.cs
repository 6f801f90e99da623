using System.Diagnostics;
using System.Text;
using Nanofleet.EndToEnd.Tests.Broker;
using Nanofleet.Mqtt;

namespace Nanofleet.EndToEnd.Tests.Faults;

/// <summary>
/// Devices that keep what they took until it is acknowledged and send it again after every loss, as boards do: some with
/// numbers, one with its own times. A third kind has neither, so it only sends what nobody needs to send again.
/// </summary>
internal sealed class SteadyFleet
{
    public const string Sensor = "t";

    private const string Nameless = "nameless";
    private const int Boards = 4;
    private const double PerMillisecond = 0.4;

    private readonly int _port;
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly SteadyPublisher[] _boards;
    private readonly SteadyPublisher _timed;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _publishing;
    private int _nameless;

    public SteadyFleet(int port, CancellationToken cancel)
    {
        _port = port;
        _boards = [.. Enumerable.Range(1, Boards).Select(n => Publisher($"board-{n}", seq => $$"""{"boot":"{{BootOf(n)}}","seq":{{seq}},"sensors":[{"sensor_name":"{{Sensor}}","value":{{seq}}}]}"""))];
        var began = DateTimeOffset.UtcNow.AddDays(-1).ToUnixTimeMilliseconds();
        _timed = Publisher("timed", number => $$"""{"sensors":[{"sensor_name":"{{Sensor}}","value":{{number}},"timestamp":{{began + number}}}]}""");
        _publishing = [.. _boards.Append(_timed).Select(publisher => publisher.RunAsync(_stop.Token, cancel))];
    }

    /// <summary>Messages so far for which an acknowledgement came.</summary>
    public int Acknowledged => _boards.Append(_timed).Sum(publisher => publisher.Count);

    /// <summary>Returns when more acknowledgements have come for every device.</summary>
    public async Task GoesOnAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        var before = _boards.Append(_timed).Select(publisher => (publisher, publisher.Count)).ToArray();
        while (before.Any(device => device.publisher.Count == device.Count)) await Task.Delay(20, limit.Token);
    }

    /// <summary>Sends messages that nothing tells from their repeat, and returns when all are acknowledged.</summary>
    public async Task SendNamelessAsync(int count, CancellationToken cancel)
    {
        await using var client = new MqttClient(new MqttClientOptions { Port = _port, ClientId = Nameless });
        await client.ConnectAsync(cancel);
        var payloads = Enumerable.Range(_nameless + 1, count).Select(number => Encoding.UTF8.GetBytes($$"""{"{{Sensor}}":{{number}}}"""));
        await Task.WhenAll(payloads.Select(payload => client.PublishAsync($"devices/{Nameless}/data", payload, MqttQoS.AtLeastOnce, cancel: cancel).AsTask()));
        _nameless += count;
    }

    /// <summary>No new messages; returns when all are acknowledged.</summary>
    public async Task FinishAsync(TimeSpan limit)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_publishing).WaitAsync(limit);
    }

    /// <summary>Every message is there, and none twice.</summary>
    public void Judge(LedgerTable database, ITestOutputHelper output)
    {
        output.WriteLine(string.Join(", ", _boards.Append(_timed).Select(publisher => $"{publisher.Name} {publisher.Published}")) + $", {Nameless} {_nameless}");
        for (var n = 1; n <= Boards; n++)
        {
            var board = _boards[n - 1];
            Assert.True(board.Published > 0, $"{board.Name} sent nothing");
            Assert.True(database.Entries.TryGetValue((board.Name, BootOf(n)), out var entry), $"nothing of {board.Name} is in the database");
            var lost = Enumerable.Range(1, board.Published).Where(seq => !entry.Stored.Contains(seq)).ToArray();
            Assert.True(lost.Length == 0, $"{board.Name} lost {lost.Length} of {board.Published}: {string.Join(", ", lost.Take(10))}");
            Assert.Empty(entry.Dropped);
            AssertOnce(database, board.Name, board.Published);
        }

        AssertOnce(database, _timed.Name, _timed.Published);
        if (_nameless > 0) AssertOnce(database, Nameless, _nameless);
    }

    private static string BootOf(int board) => $"0000000{board}";

    private static void AssertOnce(LedgerTable database, string device, int sent)
    {
        var (rows, values) = (database.Rows.GetValueOrDefault(device), database.Values.GetValueOrDefault(device));
        Assert.True(values == sent, $"{device} sent {sent} and {values} of them are stored");
        Assert.True(rows == values, $"of {device} {rows - values} rows are too many");
    }

    private SteadyPublisher Publisher(string name, Func<int, string> payload)
    {
        SteadyPublisher? publisher = null;
        publisher = new SteadyPublisher(_port, name, qos: 1, isV5: false, retain: false, () => publisher!.Published > _since.ElapsedMilliseconds * PerMillisecond)
        {
            Topic = $"devices/{name}/data",
            Payload = payload,
            KeepsSession = false,
        };
        return publisher;
    }
}
