using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Transports;

/// <summary>Broker and client over a Unix socket.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nf-unix-");

    private string File => Path.Combine(_folder.FullName, "broker");

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Messages_pass_over_a_Unix_socket(MqttVersion version)
    {
        await using var broker = await StartAsync();
        var inbox = new Inbox();
        await using var client = new MqttClient(new MqttClientOptions { UnixSocket = File, Version = version }, inbox);
        Assert.True((await client.ConnectAsync()).IsAccepted);
        await client.SubscribeAsync([new MqttSubscription("#", MqttQoS.ExactlyOnce)]);

        await client.PublishAsync("t", "x"u8.ToArray(), MqttQoS.ExactlyOnce);

        Assert.Equal("x", (await inbox.NextAsync()).Payload);
    }

    [Fact]
    public async Task Only_its_owner_may_use_the_socket_unless_told_otherwise()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes");
            return;
        }
        await using var broker = await StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        const UnixFileMode shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

        await broker.ListenAsync(new MqttListenerOptions { EndPoint = new UnixDomainSocketEndPoint(File + "2"), UnixSocketMode = shared });

        Assert.Equal(shared, System.IO.File.GetUnixFileMode(File + "2"));
    }

    [Fact]
    public async Task The_file_goes_with_the_listener()
    {
        await using (await StartAsync()) Assert.True(System.IO.File.Exists(File));
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task A_socket_that_a_crash_left_behind_is_in_nobodys_way()
    {
        using (var crashed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            crashed.Bind(new UnixDomainSocketEndPoint(File + "x"));
            System.IO.File.Move(File + "x", File); // so that closing does not take it along
        }
        Assert.True(System.IO.File.Exists(File));

        await using var broker = await StartAsync();
        await using var client = new MqttClient(new MqttClientOptions { UnixSocket = File });

        Assert.True((await client.ConnectAsync()).IsAccepted);
    }

    [Fact]
    public async Task A_socket_that_somebody_listens_on_is_not_taken_away()
    {
        await using var broker = await StartAsync();
        await using var other = new MqttBroker();

        await Assert.ThrowsAsync<AddressInUseException>(() => other.ListenAsync(new MqttListenerOptions { EndPoint = new UnixDomainSocketEndPoint(File) }));
        await using var client = new MqttClient(new MqttClientOptions { UnixSocket = File });

        Assert.True((await client.ConnectAsync()).IsAccepted);
    }

    [Fact]
    public async Task A_file_with_content_is_not_taken_away()
    {
        await System.IO.File.WriteAllTextAsync(File, "precious");
        await using var broker = new MqttBroker();

        await Assert.ThrowsAnyAsync<Exception>(() => broker.ListenAsync(new MqttListenerOptions { EndPoint = new UnixDomainSocketEndPoint(File) }));

        Assert.Equal("precious", await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task Connecting_says_so_when_there_is_no_such_socket()
    {
        await using var client = new MqttClient(new MqttClientOptions { UnixSocket = File });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.Equal($"socket not found: {File}", failure.Message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<MqttBroker> StartAsync()
    {
        var broker = new MqttBroker();
        await broker.ListenAsync(new MqttListenerOptions { EndPoint = new UnixDomainSocketEndPoint(File) });
        return broker;
    }
}
