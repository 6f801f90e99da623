namespace Nanofleet.Gateway.Store.Batch;

/// <summary>What a store does with devices that nobody has approved. It remembers only how many samples this minute has had.</summary>
internal sealed class AdmissionPolicy(StoreOptions options)
{
    private const long MinuteMs = 60_000;

    private readonly Lock _gate = new();
    private long _minute;
    private int _taken;

    /// <summary>The state of a device that is heard for the first time; <see cref="Admission.Unknown"/> where it is not listed at all.</summary>
    public Admission First => options.Unknown switch
    {
        UnknownDevices.Accept => Admission.Approved,
        UnknownDevices.Pending => Admission.Pending,
        _ => Admission.Unknown,
    };

    public int PendingDevices => options.PendingDevices;

    /// <summary>Whether one more message may wait beside those that do.</summary>
    public bool HasRoom(Held held, int bytes) => held.Messages < options.HeldMessages && held.Bytes + bytes <= options.HeldBytes;

    /// <summary>Whether a message of somebody who may not send is kept as a sample.</summary>
    public bool TakeSample(long arrivalMs)
    {
        lock (_gate)
        {
            var minute = arrivalMs / MinuteMs;
            if (minute > _minute) (_minute, _taken) = (minute, 0);
            return _taken++ < options.UnknownPerMinute;
        }
    }
}
