using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Client;

/// <summary>What our client does against a real Mosquitto beyond the contract of all clients: its unanswered publishes survive a reconnect.</summary>
public sealed class MosquittoBrokerTests
{
    private const string User = "anna";
    private const string Password = "s3cret";

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_publish_is_answered_after_a_reconnect_when_the_session_persists(MqttVersion version)
    {
        await using var server = await StartAsync();
        var cut = new CuttableTransport();
        await using var client = new MqttClient(Persistent(server, version, options => options.ConnectTransport = cut.ConnectAsync));
        await client.ConnectAsync();
        cut.SwallowWrites = true;
        var publishing = client.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce).AsTask();

        client.Abort();
        await client.Closed;
        Assert.False(publishing.IsCompleted);
        cut.SwallowWrites = false;
        await client.ConnectAsync();

        Assert.False((await publishing).IsFailure());
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_publish_fails_with_its_connection_when_the_session_does_not_persist(MqttVersion version)
    {
        await using var server = await StartAsync();
        var cut = new CuttableTransport();
        await using var client = new MqttClient(Options(server, version, options => options.ConnectTransport = cut.ConnectAsync));
        await client.ConnectAsync();
        cut.SwallowWrites = true;
        var publishing = client.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce).AsTask();

        client.Abort();

        var failure = await Assert.ThrowsAsync<MqttConnectionException>(() => publishing);
        Assert.Contains("unknown", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<MosquittoServer> StartAsync(params string[] settings)
    {
        if (MosquittoServer.MissingReason is { } reason) Assert.Skip(reason);
        return await MosquittoServer.StartAsync(new MosquittoOptions
        {
            Users = new Dictionary<string, string> { [User] = Password },
            Persistence = true,
            Settings = settings,
        });
    }

    private static MqttClientOptions Options(MosquittoServer server, MqttVersion version, Action<MqttClientOptions>? more = null)
    {
        var options = new MqttClientOptions { Port = server.Port, Version = version, User = User, Password = Password, ClientId = "tested" };
        more?.Invoke(options);
        return options;
    }

    private static MqttClientOptions Persistent(MosquittoServer server, MqttVersion version, Action<MqttClientOptions>? more = null) =>
        Options(server, version, options =>
        {
            options.CleanStart = false;
            options.SessionExpiry = TimeSpan.FromHours(1);
            more?.Invoke(options);
        });
}
