using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Load.Run;

/// <summary>Asks the broker for what the gateway says of itself, retained on <c>system/gateway</c>.</summary>
internal static class GatewayWord
{
    private const string Topic = "system/gateway";
    private const int ConnackSize = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether a PUBACK means that the message is stored; null where no gateway of ours says anything.</summary>
    /// <exception cref="LoadException">The broker cannot be reached or refuses.</exception>
    public static async Task<bool?> PubackMeansStoredAsync(Target target, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            using var socket = new Socket(target.Broker.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(target.Broker, limit.Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(LoadPacket.Connect($"load-word-{Environment.ProcessId}", 0, target.User, target.Password), limit.Token);
            var answer = new byte[ConnackSize];
            await stream.ReadExactlyAsync(answer, limit.Token);
            if (answer[3] != 0) throw new LoadException($"the broker {target.Broker} refuses the connection with code {answer[3]}; give the right --user and --password-file");
            await stream.WriteAsync(LoadPacket.Subscribe(Topic, 0), limit.Token);
            return await ReadAsync(stream, limit.Token);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new LoadException($"the broker {target.Broker} cannot be used: {e.Message}; is it running, and are --host and --port right?", e);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What comes first is the SUBACK; then, sooner or later, the gateway's message.</summary>
    private static async Task<bool?> ReadAsync(NetworkStream stream, CancellationToken cancel)
    {
        var received = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, cancel);
            if (count == 0) throw new EndOfStreamException("it closed the connection");
            received.AddRange(buffer.AsSpan(0, count));
            var text = Encoding.UTF8.GetString([.. received]);
            var from = text.IndexOf("{\"", StringComparison.Ordinal); // a lone brace may be the length of a packet
            var to = from < 0 ? -1 : text.IndexOf('}', from);
            if (to < 0) continue; // there may be two: the retained one, and one that is just sent
            using var message = JsonDocument.Parse(text[from..(to + 1)]);
            return message.RootElement.GetProperty("puback_means_stored").GetBoolean();
        }
    }
}
