using System.Net.Http.Json;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Security.Devices;

/// <summary>The rules of devices at the gateway's own broker.</summary>
public sealed class OwnBrokerRuleTests : RuledBroker
{
    private readonly Dictionary<string, string> _passwords = [];
    private int _port;

    protected override int Port => _port;

    protected override string PasswordOf(string deviceId) => _passwords.GetValueOrDefault(deviceId, "");

    /// <summary>A program of the same machine.</summary>
    protected override MqttClientOptions Spy() => new() { Port = Port, ClientId = "spy" };

    protected override async Task<IAsyncDisposable> StartAsync()
    {
        var gateway = await TestGateway.StartAsync(["--Limits:ConnectionsPerMinute=100000"]); // each will takes two
        foreach (var device in new[] { TopicMatrix.Device, TopicMatrix.Victim }) _passwords[device] = (await Registration.OfAsync(gateway, device)).Password;
        using var response = await gateway.Http.PutAsJsonAsync($"/api/devices/{TopicMatrix.Device}/config", new { group = TopicMatrix.Group }, Patience.Cancel);
        response.EnsureSuccessStatusCode();
        _port = gateway.Host.MqttEndPoint!.Port;
        return gateway;
    }
}
