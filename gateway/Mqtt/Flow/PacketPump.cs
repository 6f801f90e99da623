using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Flow;

/// <summary>
/// The reading loop of a connection, the same at both ends. It hands over packet by packet and does not read on while
/// the handler is busy, the host's window is full or the peer does not take what it is sent: all back-pressure is here.
/// </summary>
internal sealed class PacketPump(PipeReader input, ConnectionOutput output, IPacketHandler handler, int maximumSize, CancellationToken cancel)
{
    /// <summary>Packets between two looks at the clock, which would cost too much at each.</summary>
    private const int PacketsPerLook = 16;

    /// <summary>Whoever has sent so much that dealing with it takes longer lets others go first.</summary>
    private static readonly long s_turn = Stopwatch.Frequency / 5000;

    private byte[] _copy = [];

    /// <summary>Returns when the peer has closed or the handler is closing.</summary>
    public static Task RunAsync(PipeReader input, ConnectionOutput output, IPacketHandler handler, int maximumSize, CancellationToken cancel) =>
        new PacketPump(input, output, handler, maximumSize, cancel).RunAsync();

    /// <summary>A connection that waits is one frame of this: what only matters while packets are at hand is not kept in it.</summary>
    private async Task RunAsync()
    {
        while (!handler.IsClosing)
        {
            handler.Listening(true);
            var handled = HandleAsync(await input.ReadAsync(cancel));
            if (!(handled.IsCompletedSuccessfully ? handled.Result : await handled)) return;
        }
    }

    /// <summary>Deals with all whole packets; false when no more will come. Completes at once unless something has to be waited for.</summary>
    private ValueTask<bool> HandleAsync(ReadResult result)
    {
        handler.Listening(false);
        var buffer = result.Buffer;
        var count = 0;
        var begin = 0L;
        try
        {
            while (!handler.IsClosing && TryTake(ref buffer, out var header, out var body))
            {
                var handled = handler.HandleAsync((PacketType)(header >> 4), (byte)(header & 15), PacketFrame.Contiguous(body, ref _copy), cancel);
                if (!handled.IsCompletedSuccessfully || handler.MustWait) return HandleSlowlyAsync(handled, buffer, result.IsCompleted);
                handled.GetAwaiter().GetResult(); // a host's own source of such tasks may be waiting for its use
                if (++count % PacketsPerLook == 0 && IsTurnOver(ref begin)) return HandleSlowlyAsync(LetOthersGoFirstAsync(), buffer, result.IsCompleted);
            }
        }
        catch
        {
            input.AdvanceTo(buffer.Start, buffer.End);
            throw;
        }
        return FinishAsync(buffer, result.IsCompleted);
    }

    /// <summary>The same from a packet on that takes a while.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // in a flood this is how all is read
    private async ValueTask<bool> HandleSlowlyAsync(ValueTask handled, ReadOnlySequence<byte> buffer, bool isLast)
    {
        var count = 0;
        var begin = 0L;
        try
        {
            while (true)
            {
                if (!handled.IsCompletedSuccessfully) handler.FlushAll();
                await handled;
                if (handler.MustWait)
                {
                    handler.FlushAll();
                    await handler.WaitForRoomAsync();
                }
                if (++count % PacketsPerLook == 0 && IsTurnOver(ref begin)) await LetOthersGoFirstAsync();
                if (handler.IsClosing || !TryTake(ref buffer, out var header, out var body)) break;
                handled = handler.HandleAsync((PacketType)(header >> 4), (byte)(header & 15), PacketFrame.Contiguous(body, ref _copy), cancel);
            }
        }
        catch
        {
            input.AdvanceTo(buffer.Start, buffer.End);
            throw;
        }
        return await FinishAsync(buffer, isLast);
    }

    private static bool IsTurnOver(ref long begin)
    {
        var now = Stopwatch.GetTimestamp();
        if (begin == 0) begin = now;
        if (now - begin < s_turn) return false;
        begin = 0;
        return true;
    }

    /// <summary>Behind whatever else waits for a thread; a transport's own thread is free for its other connections.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask LetOthersGoFirstAsync() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private ValueTask<bool> FinishAsync(ReadOnlySequence<byte> rest, bool isLast)
    {
        input.AdvanceTo(rest.Start, rest.End);
        handler.FlushAll();
        return output.IsCongested ? WaitUntilDrainedAsync(isLast) : new(!isLast);
    }

    private async ValueTask<bool> WaitUntilDrainedAsync(bool isLast)
    {
        await output.WaitUntilDrainedAsync();
        return !isLast;
    }

    private bool TryTake(ref ReadOnlySequence<byte> buffer, out byte header, out ReadOnlySequence<byte> body)
    {
        switch (PacketFrame.TryRead(ref buffer, maximumSize, out header, out body))
        {
            case FrameStatus.Complete:
                return true;
            case FrameStatus.Incomplete:
                return false;
            case FrameStatus.TooLarge:
                handler.Close(MqttReasonCode.PacketTooLarge); // [MQTT-3.1.2-24], §3.2.2.3.6
                return false;
            default:
                handler.Close(MqttReasonCode.MalformedPacket);
                return false;
        }
    }
}
