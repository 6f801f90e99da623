using System.Net.Sockets;

namespace Nanofleet.EndToEnd.Tests.Broker;

/// <summary>
/// Receives over a session that it resumes after every loss and never subscribes again. Tells a repeated QoS 2 message
/// by its identifier only, as the specification wants it, so that the broker's mistakes show.
/// </summary>
internal sealed class SteadySubscriber(int port, string name, bool isV5, TimeSpan away)
{
    private readonly HashSet<ushort> _unreleased = [];
    private readonly Lock _gate = new();
    private readonly List<string> _received = [];
    private bool _subscribed;

    public string Name { get; } = name;

    /// <summary>Set when it may begin: the broker has confirmed its subscription.</summary>
    public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many came, repetitions included.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _received.Count;
        }
    }

    /// <summary>Every payload in its order, repetitions included.</summary>
    public string[] Received
    {
        get
        {
            lock (_gate) return [.. _received];
        }
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var wire = await Wire.ConnectAsync(port, Name, isV5, clean: false, cancel);
                Assert.True(wire.SessionPresent || !_subscribed, $"the session of {Name} was lost");
                if (!_subscribed) await wire.SubscribeAsync(1, "load/#", 2, cancel);
                await ReceiveAsync(wire, cancel);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await Task.Delay(20, cancel); // it is being killed or started
            }
        }
    }

    /// <summary>Until the connection ends, or it is time to be away for a while.</summary>
    private async Task ReceiveAsync(Wire wire, CancellationToken cancel)
    {
        var leaveAt = away > TimeSpan.Zero ? DateTime.UtcNow + TimeSpan.FromSeconds(2) : DateTime.MaxValue;
        while (DateTime.UtcNow < leaveAt)
        {
            var (first, body) = await wire.ReadAsync(cancel);
            await HandleAsync(wire, first, body, cancel);
        }
        wire.Dispose();
        await Task.Delay(away, cancel);
    }

    private async Task HandleAsync(Wire wire, byte first, byte[] body, CancellationToken cancel)
    {
        switch (first >> 4)
        {
            case 3:
                await TakeAsync(wire, first, body, cancel);
                break;
            case 6:
                _unreleased.Remove(Wire.Number(body));
                await wire.AnswerAsync(0x70, Wire.Number(body), cancel);
                break;
            case 9:
                _subscribed = true;
                Ready.TrySetResult();
                break;
        }
    }

    private async Task TakeAsync(Wire wire, byte first, byte[] body, CancellationToken cancel)
    {
        var (_, id, payload) = wire.Publish(first, body);
        var isExactlyOnce = (first & 4) != 0;
        if (!isExactlyOnce || _unreleased.Add(id))
        {
            lock (_gate) _received.Add(payload);
        }
        await wire.AnswerAsync(isExactlyOnce ? (byte)0x50 : (byte)0x40, id, cancel);
    }
}
