namespace Nanofleet.Load.Run;

/// <summary>Until when a simulated board keeps a reading to send it again.</summary>
internal enum Keep
{
    /// <summary>The broker has acknowledged it.</summary>
    UntilPuback,

    /// <summary>The gateway has named it as stored, as our firmware does behind a broker whose acknowledgement does not mean that.</summary>
    UntilStored,
}
