using System.Net;
using System.Net.Sockets;
using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Client;

/// <summary>What the client says when no connection comes about.</summary>
public sealed class ConnectTests
{
    [Fact]
    public async Task Connecting_says_what_is_not_there_when_nothing_listens()
    {
        var port = FreePort.Next();
        await using var client = new MqttClient(new MqttClientOptions { Port = port });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.Equal($"refused: nothing listens on 127.0.0.1:{port}", failure.Message);
    }

    [Fact]
    public async Task Connecting_names_the_host_when_it_is_not_found()
    {
        await using var client = new MqttClient(new MqttClientOptions { Host = "broker.invalid" });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.Equal("host not found: broker.invalid", failure.Message);
    }

    [Fact]
    public async Task Connecting_gives_up_when_no_answer_comes_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var client = new MqttClient(new MqttClientOptions { Port = port, ConnectTimeout = TimeSpan.FromSeconds(0.2) });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.Equal($"no answer from 127.0.0.1:{port} within 0.2 s", failure.Message);
    }

    [Fact]
    public async Task Connecting_stops_when_it_is_cancelled()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var cancel = new CancellationTokenSource();
        await using var client = new MqttClient(new MqttClientOptions { Port = ((IPEndPoint)silent.LocalEndpoint).Port });

        var connecting = client.ConnectAsync(cancel.Token);
        using var accepted = await silent.AcceptTcpClientAsync();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task Connecting_says_so_when_the_other_side_is_no_broker()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var client = new MqttClient(new MqttClientOptions { Port = port });

        var connecting = client.ConnectAsync();
        using var accepted = await other.AcceptTcpClientAsync();
        await accepted.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => connecting);

        Assert.StartsWith($"no MQTT broker answers on 127.0.0.1:{port}: its first packet is no CONNACK", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connecting_says_why_a_certificate_is_not_trusted()
    {
        using var certificate = KestrelBroker.MakeCertificate();
        await using var broker = await KestrelBroker.StartAsync(certificate);
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, Tls = new MqttTlsOptions { TargetHost = "localhost" } });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.StartsWith("certificate not trusted: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("self", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_an_own_authority_is_trusted_for_its_name_only()
    {
        using var certificate = KestrelBroker.MakeCertificate();
        await using var broker = await KestrelBroker.StartAsync(certificate);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        var trusting = new MqttTlsOptions { CaFile = file, TargetHost = "localhost" };
        var misled = new MqttTlsOptions { CaFile = file, TargetHost = "elsewhere.example" };

        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, Tls = trusting });
        Assert.True((await client.ConnectAsync()).IsAccepted);
        await using var other = new MqttClient(new MqttClientOptions { Port = broker.Port, Tls = misled });
        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => other.ConnectAsync());
        File.Delete(file);

        Assert.Equal("certificate not trusted: CN=localhost: it is not for elsewhere.example; dial one of its names (localhost) or set TargetHost to one", failure.Message);
    }

    [Fact]
    public async Task Any_certificate_will_do_when_the_laboratory_says_so()
    {
        using var certificate = KestrelBroker.MakeCertificate();
        await using var broker = await KestrelBroker.StartAsync(certificate);

        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, Tls = new MqttTlsOptions { AcceptInvalidCertificates = true } });

        Assert.True((await client.ConnectAsync()).IsAccepted);
    }

    [Fact]
    public async Task Connecting_names_the_file_when_its_authorities_cannot_be_read()
    {
        using var certificate = KestrelBroker.MakeCertificate();
        await using var broker = await KestrelBroker.StartAsync(certificate);
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, Tls = new MqttTlsOptions { CaFile = "/nowhere/ca.pem" } });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.StartsWith("CA file not readable: /nowhere/ca.pem", failure.Message, StringComparison.Ordinal);
    }
}
