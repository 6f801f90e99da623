namespace Nanofleet.Mqtt.Client;

/// <summary>The time limit of an attempt to connect, which ends in a sentence like every other failure.</summary>
internal static class ConnectLimit
{
    public static async Task<MqttConnectResult> RunAsync(MqttClientOptions options, TimeProvider clock, Func<CancellationToken, Task<MqttConnectResult>> attempt, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await attempt(both.Token);
        }
        catch (Exception e) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested && e is not MqttConnectException)
        {
            throw new MqttConnectException($"no answer from {options.Broker} within {options.ConnectTimeout.TotalSeconds:0.###} s", e);
        }
    }
}
