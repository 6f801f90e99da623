namespace Nanofleet.Gateway.Store;

/// <summary>What becomes of a device that nobody has approved.</summary>
public enum UnknownDevices
{
    /// <summary>Its messages are counted and a sample of them is kept; nothing else.</summary>
    Reject,

    /// <summary>It is listed, and its readings wait, until somebody approves it.</summary>
    Pending,

    /// <summary>It is approved at once.</summary>
    Accept,
}
