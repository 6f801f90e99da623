using System.Net;
using System.Text;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Security.Devices;

/// <summary>A device that was registered at a gateway, and its ways to the broker.</summary>
internal sealed record Registration(TestGateway Gateway, string DeviceId, string Password, string Token)
{
    public static async Task<Registration> OfAsync(TestGateway gateway, string deviceId, bool replace = false)
    {
        using var response = await gateway.PostAsync("/api/provision", new { device_id = deviceId, replace });
        var answer = await TestGateway.ReadAsync(response);
        Assert.Equal((HttpStatusCode.Created, deviceId), (response.StatusCode, answer.GetProperty("broker_user").GetString()));
        return new Registration(gateway, deviceId, answer.GetProperty("broker_password").GetString()!, answer.GetProperty("token").GetString()!);
    }

    /// <summary>A client that shows these credentials, for the test to change.</summary>
    public MqttClientOptions Options() => new() { Port = Gateway.Host.MqttEndPoint!.Port, ClientId = DeviceId, User = DeviceId, Password = Password };

    public async Task<MqttClient> ConnectAsync(Action<MqttClientOptions>? change = null, IMqttReceiver? receiver = null)
    {
        var options = Options();
        change?.Invoke(options);
        var client = new MqttClient(options, receiver);
        (await client.ConnectAsync(Patience.Cancel)).EnsureAccepted();
        return client;
    }

    /// <summary>What a client hears with these credentials, changed by the test; it is gone again afterwards.</summary>
    public async Task<MqttReasonCode> TryAsync(Action<MqttClientOptions> change)
    {
        var options = Options();
        change(options);
        await using var client = new MqttClient(options);
        return (await client.ConnectAsync(Patience.Cancel)).ReasonCode;
    }

    public Task<MqttReasonCode> SendReadingAsync(MqttClient client, int seq) => client
        .PublishAsync($"devices/{DeviceId}/data", Encoding.UTF8.GetBytes($$"""{"boot":"9f3c21aa","seq":{{seq}},"sensors":[{"sensor_name":"t","value":20.5}]}"""), MqttQoS.AtLeastOnce, cancel: Patience.Cancel)
        .AsTask().InTime();
}
