using System.Net;

namespace Nanofleet.Load.Generator;

/// <summary>What the generator is to do.</summary>
internal sealed record GeneratorPlan
{
    public required IPEndPoint Broker { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    public required int Connections { get; init; }

    /// <summary>Unanswered messages per connection.</summary>
    public required int Window { get; init; }

    public required byte Qos { get; init; }

    /// <summary>Messages in all; null: until the time is over.</summary>
    public long? Messages { get; init; }

    /// <summary>Null: until all messages are sent.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Messages a second in all; null floods.</summary>
    public double? Rate { get; init; }

    /// <summary>Messages that may be sent and not yet seen in the database; null: any number.</summary>
    public int? UnderWay { get; init; }

    /// <summary>Boards keep a reading until <c>stored</c> names it, not only until the PUBACK.</summary>
    public bool KeepUntilStored { get; init; }

    /// <summary>Readings that a board keeps at most; beyond it takes no new ones.</summary>
    public int OutboxCapacity { get; init; } = 20_000;

    /// <summary>After this a reading that was acknowledged and not named as stored is sent again.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(15);
}
