using Nanofleet.Gateway.Faults;

namespace Nanofleet.Gateway.Store;

/// <summary>What both databases are told beside where they are.</summary>
public sealed class StoreOptions
{
    /// <summary>Messages kept in quarantine; beyond, the ones not seen for longest make room and are counted. A row is 64 KB at most.</summary>
    public int QuarantineRows { get; init; } = 10_000;

    /// <summary>Bytes of payload kept in quarantine; beyond, as above.</summary>
    public long QuarantineBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>What becomes of devices that nobody has approved.</summary>
    public UnknownDevices Unknown { get; init; } = UnknownDevices.Accept;

    /// <summary>Devices that may wait for approval; what further ones send is rejected.</summary>
    public int PendingDevices { get; init; } = 100;

    /// <summary>Messages of one device that wait with it; later ones are counted as dropped.</summary>
    public int HeldMessages { get; init; } = 5000;

    /// <summary>Bytes of payload of one device that wait with it; later ones are counted as dropped.</summary>
    public long HeldBytes { get; init; } = 1024 * 1024;

    /// <summary>Of what is rejected, so many messages a minute are kept in quarantine as a sample.</summary>
    public int UnknownPerMinute { get; init; } = 60;

    /// <summary>How long the key of an upload is remembered.</summary>
    public TimeSpan UploadKeyAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How many keys are remembered; beyond, the oldest are forgotten.</summary>
    public int UploadKeys { get; init; } = 100_000;

    /// <summary>How long work waits for another program that has the database locked, before it counts as unavailable.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For tests.</summary>
    public IFaultPoints Faults { get; init; } = NoFaults.Instance;
}
