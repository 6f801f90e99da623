using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Testing;

public sealed class MosquittoServerTests
{
    [Fact]
    public async Task Mosquitto_keeps_a_retained_message_over_a_restart_when_persistence_is_on()
    {
        if (MosquittoServer.MissingReason is { } reason) Assert.Skip(reason);
        await using var server = await MosquittoServer.StartAsync(new MosquittoOptions
        {
            Users = new Dictionary<string, string> { ["anna"] = "s3cret" },
            Persistence = true,
        });
        string[] login = ["-h", "127.0.0.1", "-p", $"{server.Port}", "-u", "anna", "-P", "s3cret", "-t", "kept"];

        await using var publisher = ToolProcess.Start("mosquitto_pub", [.. login, "-m", "still here", "-r", "-q", "1"]);
        Assert.Equal(0, await publisher.WaitForExitAsync());
        await server.RestartAsync();
        await using var subscriber = ToolProcess.Start("mosquitto_sub", [.. login, "-C", "1"]);

        await subscriber.WaitForLineAsync("still here");
    }

    [Fact]
    public async Task Mosquitto_refuses_a_wrong_password_when_users_are_set()
    {
        if (MosquittoServer.MissingReason is { } reason) Assert.Skip(reason);
        await using var server = await MosquittoServer.StartAsync(new MosquittoOptions { Users = new Dictionary<string, string> { ["anna"] = "s3cret" } });

        await using var publisher = ToolProcess.Start("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{server.Port}", "-u", "anna", "-P", "guess", "-t", "t", "-m", "m"]);

        Assert.NotEqual(0, await publisher.WaitForExitAsync());
    }
}
