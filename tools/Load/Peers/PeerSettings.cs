using System.Globalization;

namespace Nanofleet.Load.Peers;

/// <summary>What a peer's process is told, in its environment: a command line can be read by everybody.</summary>
internal sealed record PeerSettings(int Port, string User, string Password, string Database, string CountFile)
{
    public const string Filter = "devices/+/data";
    public const string ReadyLine = "ready";

    public static PeerSettings Read()
    {
        static string Of(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set; this verb is started by 'compare' only");
        return new PeerSettings(int.Parse(Of("PEER_PORT"), CultureInfo.InvariantCulture), Of("PEER_USER"), Of("PEER_PASSWORD"), Of("PEER_DATABASE"), Of("PEER_COUNT"));
    }

    public Dictionary<string, string> ToEnvironment() => new()
    {
        ["PEER_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
        ["PEER_USER"] = User,
        ["PEER_PASSWORD"] = Password,
        ["PEER_DATABASE"] = Database,
        ["PEER_COUNT"] = CountFile,
    };
}
