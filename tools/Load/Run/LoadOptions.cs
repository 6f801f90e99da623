using Nanofleet.Load.Faults;

namespace Nanofleet.Load.Run;

/// <summary>What the command line asked for, checked.</summary>
internal sealed record LoadOptions
{
    /// <summary>Null: until <see cref="Duration"/> is over.</summary>
    public long? Messages { get; init; }

    public TimeSpan? Duration { get; init; }

    public int Connections { get; init; } = 8;

    /// <summary>Boards; null: one a connection.</summary>
    public int? Devices { get; init; }

    public int Window { get; init; } = 200;

    public byte Qos { get; init; } = 1;

    /// <summary>Messages a second in all; null floods.</summary>
    public double? Rate { get; init; }

    public Keep? Keep { get; init; }

    public int Outbox { get; init; } = 20_000;

    /// <summary>In a flood, where no PUBACK tells what is stored: messages that may be sent and not yet seen in the database.</summary>
    public int UnderWay { get; init; } = 5000;

    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Load before the measurement, so that nothing is measured cold; checked for losses, not counted.</summary>
    public TimeSpan WarmUp { get; init; }

    public int? Seed { get; init; }

    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>How long nothing may move before what is missing counts as lost.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    public bool Json { get; init; }
}
