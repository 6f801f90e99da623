namespace Nanofleet.VirtualBoard.Power;

/// <summary>How a life of a board ended.</summary>
public enum LifeEnd
{
    /// <summary>From outside, without warning.</summary>
    PowerPulled,

    /// <summary>The firmware asked for a restart.</summary>
    Rebooted,

    /// <summary>The firmware went into deep sleep.</summary>
    Slept,
}
