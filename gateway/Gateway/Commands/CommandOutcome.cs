namespace Nanofleet.Gateway.Commands;

/// <summary>What became of a command, for the one who sent it.</summary>
public enum CommandOutcome
{
    /// <summary>The board answered; the answer says whether it went well.</summary>
    Answered,

    /// <summary>The board has begun and takes longer than the sender waits.</summary>
    Accepted,

    /// <summary>No answer in time. The board may still carry it out until it expires.</summary>
    TimedOut,

    UnknownDevice,

    /// <summary>The device waits for approval, or was suspended or retired: nothing was sent.</summary>
    NotApproved,

    /// <summary>Too long for a board.</summary>
    TooLarge,

    /// <summary>The broker does not take it, or too many commands wait.</summary>
    Unavailable,
}
