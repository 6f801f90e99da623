using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
        using var server = new TlsServer();
        await using var client = new MqttClient(new MqttClientOptions { Port = server.Port, Tls = new MqttTlsOptions() });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.StartsWith("certificate not trusted: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_an_own_authority_is_trusted_for_its_name_only()
    {
        using var server = new TlsServer();
        var trusting = new MqttTlsOptions { CaCertificates = [server.Certificate], TargetHost = "localhost" };
        var misled = new MqttTlsOptions { CaCertificates = [server.Certificate], TargetHost = "elsewhere.example" };

        await using var client = new MqttClient(new MqttClientOptions { Port = server.Port, Tls = trusting });
        Assert.True((await client.ConnectAsync()).IsAccepted);
        await using var other = new MqttClient(new MqttClientOptions { Port = server.Port, Tls = misled });
        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => other.ConnectAsync());

        Assert.Equal("certificate not trusted: it is not for elsewhere.example", failure.Message);
    }

    /// <summary>Our broker behind TLS with a certificate that signed itself.</summary>
    private sealed class TlsServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly MqttBroker _broker = new();

        public TlsServer()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            Certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
            _listener.Start();
            _ = ServeAsync();
        }

        public X509Certificate2 Certificate { get; }
        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose()
        {
            _listener.Dispose();
            Certificate.Dispose();
        }

        private async Task ServeAsync()
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                _ = ServeAsync(new SslStream(new NetworkStream(socket, ownsSocket: true)));
            }
        }

        private async Task ServeAsync(SslStream stream)
        {
            await stream.AuthenticateAsServerAsync(Certificate);
            await _broker.ServeAsync(new Support.StreamPipes(stream), null);
            await stream.DisposeAsync();
        }
    }
}
