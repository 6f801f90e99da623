namespace Nanofleet.Device.Tests.Core.Worlds;

/// <summary>What a world is like at the moment, whichever start of the board meets it.</summary>
internal sealed class Nature
{
    public bool WifiInReach { get; set; } = true;

    public bool BrokerUp { get; set; } = true;

    public bool GatewayUp { get; set; } = true;

    /// <summary>Nothing is acknowledged; half of it arrives all the same.</summary>
    public bool Stalled { get; set; }

    public bool TimeServerUp { get; set; } = true;

    public bool NameServerUp { get; set; } = true;

    public bool SensorSilent { get; set; }

    public bool MemoryShort { get; set; }
}
