using Nanofleet.Gateway.Faults;
using Nanofleet.Gateway.Ingest.Spool;

namespace Nanofleet.Gateway.Configuration;

/// <summary>Opens the spool where the settings want it.</summary>
public static class SpoolFactory
{
    /// <exception cref="ConfigurationException">Another gateway has the folder, or it cannot be made or written.</exception>
    public static MessageSpool Open(GatewayOptions options, IFaultPoints faults)
    {
        var path = options.Spool.Directory;
        try
        {
            path = Path.GetFullPath(path ?? Path.Combine(DataDirectory.Open(options.Data), "spool"));
            return MessageSpool.Open(path, options.Spool.Capacity, faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException([new ConfigurationFault(
                "Spool:Directory", path, $"cannot be used: {e.Message} Another gateway may run on it: each needs a folder of its own, by Spool:Directory or Data:Directory; --Spool:Enabled=false does without.")]);
        }
    }
}
