using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Peers;

/// <summary>In the place of MQTTnet where it was not compiled in.</summary>
internal static class MqttNetProgram
{
    public static string? MissingReason => "MQTTnet is not compiled in; add -p:MqttNet=true to dotnet run (its packages must be restorable)";

    public static Task<ServedBroker> ServeAsync(PeerNeeds needs) => throw new NotSupportedException(MissingReason);

    public static Task ReceiveAsync(ReceiverNeeds needs, SharedCount count) => throw new NotSupportedException(MissingReason);
}
