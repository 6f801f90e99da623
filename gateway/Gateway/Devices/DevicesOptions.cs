using System.ComponentModel.DataAnnotations;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Devices;

/// <summary>Section <c>Devices</c>: when a device counts as online, and what becomes of those that nobody has approved.</summary>
public sealed class DevicesOptions
{
    /// <summary>Silence after which a device is offline: three missed heartbeats of the usual 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan OfflineAfter { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Time to come back after a last will: a board that changes its access point is not an alarm.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan WillGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a board has started anew the missing readings of the start before are waited for; then they count as dropped, unless they come after all.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan GapPatience { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Pending: a new device is listed and its readings wait for a person's word, so a stranger cannot fill the database and a newcomer's first readings are not lost.</summary>
    public UnknownDevices Unknown { get; set; } = UnknownDevices.Pending;

    /// <summary>Devices that wait at a time; what further ones send is rejected.</summary>
    [Range(0, 100_000)]
    public int PendingDevices { get; set; } = 100;

    /// <summary>Messages of one device that wait with it: at one every ten seconds half a day. Later ones count as dropped.</summary>
    [Range(0, 1_000_000)]
    public int HeldMessages { get; set; } = 5000;

    /// <summary>Bytes of payload of one device that wait with it. With <see cref="PendingDevices"/> it says what strangers can take of the disk: 100 MB.</summary>
    [Range(0, int.MaxValue)]
    public int HeldBytes { get; set; } = 1024 * 1024;

    /// <summary>How long readings wait for approval; then they count as dropped.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan HeldFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Of what is rejected, so many messages a minute are kept in quarantine to be looked at; all are counted.</summary>
    [Range(0, 100_000)]
    public int UnknownPerMinute { get; set; } = 60;

    /// <summary>How long a board may take to apply a new password of its own; then the old one stays, and the new one ends. Boards sleep, and some are switched on once a day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RotationPatience { get; set; } = TimeSpan.FromDays(1);
}
