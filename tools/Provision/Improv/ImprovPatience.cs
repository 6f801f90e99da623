namespace Nanofleet.Provision.Improv;

/// <summary>How long a board is waited for.</summary>
internal sealed record ImprovPatience
{
    /// <summary>Until the first answer: a board that was restarted by opening its port takes a few seconds.</summary>
    public TimeSpan FirstAnswer { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Until something is asked again.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often something is asked.</summary>
    public int Tries { get; init; } = 4;

    /// <summary>A board listens for networks on all channels.</summary>
    public TimeSpan Scan { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A board tries a network for half a minute.</summary>
    public TimeSpan Join { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>A board that is busy tries a network that somebody else gave it, at most so long.</summary>
    public TimeSpan Busy { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Until a busy board is asked again.</summary>
    public TimeSpan BusyPause { get; init; } = TimeSpan.FromSeconds(1);
}
