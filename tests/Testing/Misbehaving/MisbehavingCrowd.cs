using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Nanofleet.Testing.Misbehaving;

/// <summary>
/// Clients that a broker must survive, all at once: half packets, no reading, floods, reconnect loops, huge topics,
/// thousands of subscriptions, noise. Each begins again when the broker throws it out, until the crowd is sent home.
/// </summary>
public sealed class MisbehavingCrowd : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private static readonly Func<MisbehavingClient, Task>[] Manners =
    [
        client => client.SendHalfAPacketAsync(),
        client => client.SendHalfAConnectAsync(),
        client => client.NeverReadAsync(),
        client => client.FloodAsync(qos: 0),
        client => client.FloodAsync(qos: 1),
        client => client.LeaveAtOnceAsync(),
        client => client.UseHugeTopicsAsync(),
        client => client.SubscribeToThousandsAsync(),
        client => client.MakeNoiseAsync(),
        client => client.TakeOverAsync(),
    ];

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<int, long> _rounds = new();
    private readonly Task[] _clients;

    /// <summary>Lets them loose; the n-th client has the n-th manner.</summary>
    public MisbehavingCrowd(int port, int count) => _clients = [.. Enumerable.Range(0, count).Select(number => RunAsync(port, number))];

    /// <summary>Completes when each manner has been tried against the broker.</summary>
    public async Task AllAtItAsync(CancellationToken cancel)
    {
        while (_rounds.Count < _clients.Length) await Task.Delay(Rest, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task RunAsync(int port, int number)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        for (var round = 0; !_end.IsCancellationRequested; round++)
        {
            try
            {
                using var client = new MisbehavingClient(port, number, round, _end.Token);
                _rounds[number] = round;
                await Manners[number % Manners.Length](client);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await Task.Delay(Rest, _end.Token); // thrown out, as it should be
            }
        }
    }
}
