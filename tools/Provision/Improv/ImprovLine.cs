using Nanofleet.Contract.Improv;
using Nanofleet.Provision.Serial;

namespace Nanofleet.Provision.Improv;

/// <summary>
/// Frames over a serial port, one thread. What stands between frames (a boot log, for instance) is passed over; a frame whose
/// rest does not come for a second is given up.
/// </summary>
internal sealed class ImprovLine(ISerialPort port, TimeProvider clock, Action<string>? verbose, CancellationToken cancel)
{
    private static readonly TimeSpan RestOfFrame = TimeSpan.FromSeconds(1);

    private readonly byte[] _bytes = new byte[256];
    private int _taken;
    private int _count;
    private bool _holds;
    private long _lastByte;

    public string Port => port.Name;

    public ImprovWriter Writer { get; } = new();

    /// <summary>What <see cref="Next"/> found, until it is called again.</summary>
    public ImprovDecoder Frame { get; } = new();

    /// <summary>Frames that came damaged so far.</summary>
    public int Damaged { get; private set; }

    public long Deadline(TimeSpan patience) => clock.GetTimestamp() + (long)(patience.TotalSeconds * clock.TimestampFrequency);

    public void Send(ImprovWriter frame)
    {
        cancel.ThrowIfCancellationRequested();
        if (frame.Overflowed) throw new InvalidOperationException("a frame was made of more than fits one");
        verbose?.Invoke($"> frame {frame.Bytes[ImprovFrame.TypeAt]:X2} {frame.Bytes[ImprovFrame.DataAt]:X2}, {frame.Length} bytes");
        port.Write(frame.Bytes.AsSpan(0, frame.Length));
    }

    /// <summary>True when a whole frame came before the deadline.</summary>
    public bool Next(long deadline)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var found = _holds ? Frame.Next() : Read();
            _holds = found;
            if (found && !Frame.IsDamaged)
            {
                verbose?.Invoke($"< frame {Frame.Type:X2} {(Frame.DataLength > 0 ? Frame[0] : 0):X2}, {Frame.DataLength} bytes of data");
                return true;
            }

            if (found) Damaged++;
            else if (clock.GetTimestamp() >= deadline) return false;
        }
    }

    private bool Read()
    {
        if (_taken == _count)
        {
            (_taken, _count) = (0, port.Read(_bytes));
            if (_count > 0) _lastByte = clock.GetTimestamp();
            else return Frame.IsMidFrame && clock.GetElapsedTime(_lastByte) > RestOfFrame && Frame.GiveUp();
        }

        return Frame.Put(_bytes[_taken++]);
    }
}
