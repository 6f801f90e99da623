using Nanofleet.Gateway.Tests.Security.Devices;
using Nanofleet.Mqtt;

namespace Nanofleet.Integration.Tests.Security;

/// <summary>The rules of devices at a real Mosquitto, as the gateway has set them there.</summary>
public sealed class MosquittoRuleTests : RuledBroker
{
    private readonly Dictionary<string, string> _passwords = [];
    private DynsecGateway _gateway = null!;

    protected override int Port => _gateway.Mosquitto.Port;

    protected override string PasswordOf(string deviceId) => _passwords.GetValueOrDefault(deviceId, "");

    protected override MqttClientOptions Spy() => _gateway.Spy;

    protected override async Task<IAsyncDisposable> StartAsync()
    {
        _gateway = await DynsecGateway.StartAsync();
        foreach (var device in new[] { TopicMatrix.Device, TopicMatrix.Victim }) _passwords[device] = await _gateway.RegisterAsync(device);
        await _gateway.PutAsync($"/api/devices/{TopicMatrix.Device}/config", new { group = TopicMatrix.Group });
        await DynsecGateway.UntilAsync(MayHearItsGroupAsync);
        return _gateway;
    }

    private async Task<bool> MayHearItsGroupAsync()
    {
        await using var device = await ConnectAsync();
        return !(await device.SubscribeAsync([new MqttSubscription($"groups/{TopicMatrix.Group}/command")], TestContext.Current.CancellationToken))[0].IsFailure();
    }
}
