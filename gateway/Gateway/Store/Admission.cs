namespace Nanofleet.Gateway.Store;

/// <summary>Whether a device may send readings. The database keeps the name in small letters.</summary>
public enum Admission
{
    /// <summary>Nobody has heard of it.</summary>
    Unknown,

    /// <summary>It has been heard, and its readings wait in quarantine for somebody to approve it.</summary>
    Pending,

    Approved,

    /// <summary>For now, its readings are not wanted: they are counted as dropped.</summary>
    Suspended,

    /// <summary>It is no longer in use; the same for its readings.</summary>
    Retired,
}
