using System.Buffers;
using System.IO.Pipelines;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Flow;

/// <summary>
/// The reading loop of a connection, the same at both ends. It hands over packet by packet and does not read on while
/// the handler is busy, the host's window is full or the peer does not take what it is sent: all back-pressure is here.
/// </summary>
internal static class PacketPump
{
    /// <summary>Returns when the peer has closed or the handler is closing.</summary>
    public static async Task RunAsync(PipeReader input, ConnectionOutput output, IPacketHandler handler, int maximumSize, CancellationToken cancel)
    {
        byte[] copy = [];
        while (!handler.IsClosing)
        {
            handler.Listening(true);
            var result = await input.ReadAsync(cancel);
            handler.Listening(false);
            var buffer = result.Buffer;
            try
            {
                while (!handler.IsClosing && TryTake(ref buffer, handler, maximumSize, out var header, out var body))
                {
                    var handled = handler.HandleAsync((PacketType)(header >> 4), (byte)(header & 15), PacketFrame.Contiguous(body, ref copy), cancel);
                    if (!handled.IsCompletedSuccessfully) handler.FlushAll();
                    await handled;
                    if (!handler.MustWait) continue;
                    handler.FlushAll();
                    await handler.WaitForRoomAsync();
                }
            }
            finally
            {
                input.AdvanceTo(buffer.Start, buffer.End);
            }
            handler.FlushAll();
            if (output.IsCongested) await output.WaitUntilDrainedAsync();
            if (result.IsCompleted) return;
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, IPacketHandler handler, int maximumSize, out byte header, out ReadOnlySequence<byte> body)
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
