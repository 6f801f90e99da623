namespace Nanofleet.Gateway.Security.Devices;

/// <summary>What became of the wish to change a device's password.</summary>
public enum RotationStart
{
    Begun,
    NoCredentials,
    NotApproved,

    /// <summary>An earlier change has not ended.</summary>
    UnderWay,
}
