namespace Nanofleet.Gateway.Configuration;

/// <summary>Who looks after the accounts of devices at another broker.</summary>
public enum DeviceAccountKeeper
{
    /// <summary>Somebody else.</summary>
    None,

    /// <summary>The gateway, through Mosquitto's dynamic security plugin.</summary>
    Dynsec,
}
