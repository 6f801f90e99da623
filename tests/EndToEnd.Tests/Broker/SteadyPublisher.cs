using System.Net.Sockets;

namespace Nanofleet.EndToEnd.Tests.Broker;

/// <summary>
/// Publishes numbered messages, several at a time, and after every loss what was not answered once more, with its
/// identifier, as the specification wants it. Remembers what it was promised.
/// </summary>
internal sealed class SteadyPublisher(int port, string name, int qos, bool isV5, bool retain, Func<bool> isTooFast)
{
    private const int Window = 20;

    private readonly SortedDictionary<int, bool> _open = []; // number, and whether PUBREC came
    private int _next = 1;
    private bool _confirmed;
    private int _count;

    public string Name { get; } = name;

    public int QoS { get; } = qos;

    public bool Retain { get; } = retain;

    public string Topic { get; init; } = (retain ? "state/" : "load/") + name;

    /// <summary>What a message says, by its number.</summary>
    public Func<int, string> Payload { get; init; } = number => $"{name}:{number}";

    /// <summary>Whether the broker is to keep its session, and must have it when it comes back; without, at QoS 1 only.</summary>
    public bool KeepsSession { get; init; } = true;

    /// <summary>How many it has published.</summary>
    public int Published => Volatile.Read(ref _next) - 1;

    /// <summary>How many those are, for others to look at.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The numbers that the broker took: PUBACK, or at QoS 2 PUBREC.</summary>
    public HashSet<int> Acknowledged { get; } = [];

    /// <summary>Publishes until told to stop, and then until all is answered.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancel)
    {
        while (!stop.IsCancellationRequested || _open.Count > 0)
        {
            try
            {
                using var wire = await Wire.ConnectAsync(port, Name, isV5, clean: !KeepsSession, cancel);
                Assert.True(wire.SessionPresent || !_confirmed || !KeepsSession, $"the session of {Name} was lost");
                _confirmed = true;
                await ResendAsync(wire, cancel);
                while (!stop.IsCancellationRequested || _open.Count > 0)
                {
                    while (_open.Count < Window && !stop.IsCancellationRequested && !isTooFast()) await SendNextAsync(wire, cancel);
                    if (_open.Count > 0) await TakeAnswerAsync(wire, cancel);
                    else await Task.Delay(5, cancel);
                }
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await Task.Delay(20, cancel); // it is being killed or started
            }
        }
    }

    private static ushort IdOf(int number) => (ushort)((number - 1) % ushort.MaxValue + 1);

    private async Task ResendAsync(Wire wire, CancellationToken cancel)
    {
        foreach (var (number, received) in _open)
        {
            if (received) await wire.AnswerAsync(0x62, IdOf(number), cancel);
            else await wire.PublishAsync(Topic, Payload(number), QoS, IdOf(number), duplicate: true, Retain, cancel);
        }
    }

    private async Task SendNextAsync(Wire wire, CancellationToken cancel)
    {
        var number = _next++;
        _open[number] = false;
        await wire.PublishAsync(Topic, Payload(number), QoS, IdOf(number), duplicate: false, Retain, cancel);
    }

    private async Task TakeAnswerAsync(Wire wire, CancellationToken cancel)
    {
        var (first, body) = await wire.ReadAsync(cancel);
        Assert.True(first == 0x70 || body.Length < 3 || body[2] < 0x80, $"{Name} was refused with {body[^1]}");
        var number = _open.Keys.Single(open => IdOf(open) == Wire.Number(body));
        if (first != 0x70 && Acknowledged.Add(number)) Volatile.Write(ref _count, Acknowledged.Count);
        if (first == 0x50)
        {
            _open[number] = true;
            await wire.AnswerAsync(0x62, IdOf(number), cancel);
            return;
        }
        _open.Remove(number);
    }
}
