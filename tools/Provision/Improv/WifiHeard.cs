namespace Nanofleet.Provision.Improv;

/// <summary>A network that the board hears.</summary>
/// <param name="Rssi">dBm: −50 is near, below −80 is hardly there.</param>
/// <param name="NeedsPassword">It is not open.</param>
internal sealed record WifiHeard(string Ssid, int Rssi, bool NeedsPassword);
