using Nanofleet.Testing;

namespace Nanofleet.Benchmarks.Peers;

/// <summary>Whom a scenario measures.</summary>
internal sealed record Peer(string Name, string? MissingReason, Func<PeerNeeds, Task<IPeerServer>> StartAsync)
{
    public static readonly Peer Nanofleet = new("nanofleet", null, async needs => await OwnProcessServer.StartAsync("nanofleet", needs));

    public static readonly Peer MqttNet = new("mqttnet", MqttNetProgram.MissingReason, async needs => await OwnProcessServer.StartAsync("mqttnet", needs));

    public static readonly Peer Mosquitto = new("mosquitto", MosquittoServer.MissingReason, async needs => await MosquittoPeer.StartAsync(needs));
}
