using System.Buffers;
using System.IO.Pipelines;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Flow;

/// <summary>
/// The reading loop of a connection, the same at both ends. It hands over packet by packet and does not read on while
/// the handler is busy, the host's window is full or the peer does not take what it is sent: all back-pressure is here.
/// </summary>
internal sealed class PacketPump(PipeReader input, ConnectionOutput output, IPacketHandler handler, int maximumSize, CancellationToken cancel)
{
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
        try
        {
            while (!handler.IsClosing && TryTake(ref buffer, out var header, out var body))
            {
                var handled = handler.HandleAsync((PacketType)(header >> 4), (byte)(header & 15), PacketFrame.Contiguous(body, ref _copy), cancel);
                if (!handled.IsCompletedSuccessfully || handler.MustWait) return HandleSlowlyAsync(handled, buffer, result.IsCompleted);
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
    private async ValueTask<bool> HandleSlowlyAsync(ValueTask handled, ReadOnlySequence<byte> buffer, bool isLast)
    {
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
