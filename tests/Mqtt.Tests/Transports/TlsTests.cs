using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Transports;

/// <summary>The broker's own TLS listener and what it tells the hooks, with our client.</summary>
public sealed class TlsTests
{
    [Theory, MemberData(nameof(Versions.WithEveryQoS), MemberType = typeof(Versions))]
    public async Task Messages_pass_both_ways_over_TLS(MqttVersion version, MqttQoS qos)
    {
        using var authority = new TestAuthority();
        await using var broker = await StartAsync(authority);
        await Exchange.RunAsync(new MqttClientOptions { Port = broker.Listener.EndPoint.Port, Version = version, Tls = new MqttTlsOptions { CaFile = authority.CaFile } }, qos);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Both_versions_of_TLS_are_spoken(SslProtocols protocol)
    {
        using var authority = new TestAuthority();
        await using var broker = await StartAsync(authority);

        await using var stream = await SecureAsync(broker, protocol);

        Assert.Equal(protocol, stream.SslProtocol);
    }

    [Fact]
    public async Task Older_versions_of_TLS_are_not_spoken()
    {
        using var authority = new TestAuthority();
        await using var broker = await StartAsync(authority);

#pragma warning disable CA5397, SYSLIB0039 // to see it refused
        await Assert.ThrowsAnyAsync<Exception>(() => SecureAsync(broker, SslProtocols.Tls11));
#pragma warning restore CA5397, SYSLIB0039
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Hooks_see_the_certificate_of_a_client_that_shows_one(MqttVersion version)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueClient("board-7");
        var seen = new List<string?>();
        await using var broker = await StartAsync(authority, MqttClientCertificates.Required, options =>
        {
            options.Authenticate = (peer, _, _) =>
            {
                seen.Add(peer.Certificate?.Subject);
                return new(peer.Certificate?.GetNameInfo(X509NameType.SimpleName, false) == peer.ClientId ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized);
            };
        });

        await using var client = Client(broker, authority, null, options => (options.Version, options.ClientId, options.Tls!.ClientCertificate) = (version, "board-7", certificate));
        Assert.True((await client.ConnectAsync()).IsAccepted);
        await using var other = Client(broker, authority, null, options => (options.Version, options.ClientId, options.Tls!.ClientCertificate) = (version, "board-8", certificate));
        Assert.Equal(MqttReasonCode.NotAuthorized, (await other.ConnectAsync()).ReasonCode);

        Assert.Equal(["CN=board-7", "CN=board-7"], seen);
    }

    [Fact]
    public async Task A_client_certificate_is_read_from_files()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Save(authority.IssueClient("board-7"));
        await using var broker = await StartAsync(authority, MqttClientCertificates.Required);

        await using var client = Client(broker, authority, null, options => (options.Tls!.ClientCertificateFile, options.Tls.ClientKeyFile) = (certificate, key));

        Assert.True((await client.ConnectAsync()).IsAccepted);
    }

    [Fact]
    public async Task A_client_without_certificate_is_let_in_where_one_is_allowed()
    {
        using var authority = new TestAuthority();
        X509Certificate2? seen = authority.Root;
        await using var broker = await StartAsync(authority, MqttClientCertificates.Allowed, options =>
            options.Authenticate = (peer, _, _) => { seen = peer.Certificate; return new(MqttReasonCode.Success); });

        await using var client = Client(broker, authority);

        Assert.True((await client.ConnectAsync()).IsAccepted);
        Assert.Null(seen);
    }

    [Fact]
    public async Task A_client_without_certificate_hears_that_one_is_required()
    {
        using var authority = new TestAuthority();
        await using var broker = await StartAsync(authority, MqttClientCertificates.Required);
        await using var client = Client(broker, authority);

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.EndsWith("it asks for a client certificate: set ClientCertificate or ClientCertificateFile", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, broker.Broker.Counters.Sessions);
    }

    [Theory]
    [InlineData(MqttClientCertificates.Allowed)]
    [InlineData(MqttClientCertificates.Required)]
    public async Task A_client_certificate_of_somebody_elses_authority_is_refused(MqttClientCertificates asked)
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("Stranger");
        using var certificate = stranger.IssueClient("board-7");
        await using var broker = await StartAsync(authority, asked);
        await using var client = Client(broker, authority, null, options => options.Tls!.ClientCertificate = certificate);

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.EndsWith("it may not trust the client certificate CN=board-7", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, broker.Broker.Counters.Sessions);
    }

    [Fact]
    public async Task A_servers_certificate_makes_no_client()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueServer();
        await using var broker = await StartAsync(authority, MqttClientCertificates.Required);
        await using var client = Client(broker, authority, null, options => options.Tls!.ClientCertificate = certificate);

        await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());
    }

    [Fact]
    public async Task Asking_for_client_certificates_without_saying_whose_is_a_fault()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueServer();
        await using var broker = new MqttBroker();

        var failure = await Assert.ThrowsAsync<ArgumentException>(() => broker.ListenAsync(
            new MqttListenerOptions { EndPoint = Loopback, Tls = new MqttServerTlsOptions { Certificate = certificate, ClientCertificates = MqttClientCertificates.Allowed } }));

        Assert.Contains("ClientAuthorities", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_without_its_key_is_a_fault()
    {
        using var authority = new TestAuthority();
        using var certificate = X509CertificateLoader.LoadCertificate(authority.IssueServer().RawData);
        await using var broker = new MqttBroker();

        var failure = await Assert.ThrowsAsync<ArgumentException>(() => broker.ListenAsync(
            new MqttListenerOptions { EndPoint = Loopback, Tls = new MqttServerTlsOptions { Certificate = certificate } }));

        Assert.Equal("the certificate CN=localhost has no private key", failure.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("s3cret")]
    public void A_certificate_and_its_key_are_read_from_PEM_files(string? password)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueServer();
        var (file, key) = authority.Save(certificate, password);
        File.AppendAllText(file, "\n" + authority.Root.ExportCertificatePem());

        var read = MqttServerTlsOptions.ReadPem(file, key, password);

        Assert.Equal(certificate.Thumbprint, read.Certificate.Thumbprint);
        Assert.True(read.Certificate.HasPrivateKey);
        Assert.Equal([authority.Root.Thumbprint], read.Intermediates.Select(one => one.Thumbprint));
        if (password is not null) Assert.ThrowsAny<CryptographicException>(() => MqttServerTlsOptions.ReadPem(file, key, "wrong"));
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_dropped_when_its_handshake_takes_too_long()
    {
        using var authority = new TestAuthority();
        await using var broker = await StartAsync(authority);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(broker.Listener.EndPoint);
        await using var silent = new RawClient(socket);
        await UntilAsync(() => broker.Broker.Counters.HalfOpen == 1);

        await UntilAsync(() => // it is counted before its time begins
        {
            broker.Clock.Advance(TimeSpan.FromSeconds(11));
            return broker.Broker.Counters is { HalfOpen: 0, Refused: 1 };
        });

        Assert.Empty(await silent.ReadToEndAsync());
    }

    [Fact]
    public async Task Bytes_that_are_no_TLS_are_refused()
    {
        using var authority = new TestAuthority();
        await using var broker = await StartAsync(authority);
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Listener.EndPoint.Port });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.Equal($"127.0.0.1:{broker.Listener.EndPoint.Port} ended the connection instead of answering; does it want TLS?", failure.Message);
    }

    [Fact]
    public async Task Clients_that_vanish_in_any_moment_leave_nothing_behind_and_are_no_errors()
    {
        using var authority = new TestAuthority();
        var log = new ErrorLog();
        await using var broker = await StartAsync(authority, log: log);
        for (var i = 0; i < 60; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(broker.Listener.EndPoint);
            if (i % 3 == 0) await socket.SendAsync(RandomNumberGenerator.GetBytes(200));
            else await SayHelloAndGoodbyeAsync(socket);
            if (i % 2 == 0) socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }

        await UntilAsync(() => broker.Broker.Counters is { HalfOpen: 0, Connections: 0 } && broker.Broker.Counters.Refused >= 20);
        await broker.DisposeAsync();
        Assert.Empty(log.Errors);
    }

    [Fact]
    public async Task Clients_over_TLS_hear_goodbye_when_the_broker_stops()
    {
        using var authority = new TestAuthority();
        await using var broker = await StartAsync(authority);
        await using var client = Client(broker, authority);
        await client.ConnectAsync();

        await broker.DisposeAsync();

        Assert.Equal(MqttReasonCode.ServerShuttingDown, (await client.Closed).Reason);
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_from_the_next_handshake_on_and_leaves_connections_alone()
    {
        using var authority = new TestAuthority();
        using var successor = new TestAuthority("Successor");
        var shown = new MqttServerTlsOptions { Certificate = authority.IssueServer() };
        await using var broker = new MqttBroker();
        var listener = await broker.ListenAsync(new MqttListenerOptions { EndPoint = Loopback, TlsSource = () => Volatile.Read(ref shown) });
        MqttClient Trusting(TestAuthority whom) => new(new MqttClientOptions { Port = listener.EndPoint.Port, Tls = new MqttTlsOptions { CaFile = whom.CaFile } });
        await using var before = Trusting(authority);
        await before.ConnectAsync();

        Volatile.Write(ref shown, new MqttServerTlsOptions { Certificate = successor.IssueServer() });

        await using var after = Trusting(successor);
        Assert.True((await after.ConnectAsync()).IsAccepted);
        await using var old = Trusting(authority);
        await Assert.ThrowsAsync<MqttConnectException>(() => old.ConnectAsync());
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await before.PublishAsync("t", default, MqttQoS.AtLeastOnce));
    }

    [Fact]
    public async Task Hooks_see_who_came_over_TLS()
    {
        using var authority = new TestAuthority();
        var seen = new List<bool>();
        await using var broker = await StartAsync(authority, more: options => options.Authenticate = (peer, _, _) =>
        {
            seen.Add(peer.IsSecure);
            return new(MqttReasonCode.Success);
        });
        var plain = await broker.Broker.ListenAsync(Loopback);

        await using var secure = Client(broker, authority);
        await secure.ConnectAsync();
        await using var open = new MqttClient(new MqttClientOptions { Port = plain.EndPoint.Port });
        await open.ConnectAsync();

        Assert.Equal([true, false], seen);
    }

    private static IPEndPoint Loopback => new(IPAddress.Loopback, 0);

    private static async Task<TlsBroker> StartAsync(TestAuthority authority, MqttClientCertificates asked = MqttClientCertificates.None, Action<MqttBrokerOptions>? more = null, ErrorLog? log = null)
    {
        var options = new MqttBrokerOptions();
        more?.Invoke(options);
        var clock = new ManualClock { Start = DateTimeOffset.UtcNow };
        var broker = new MqttBroker(options, null, clock, log);
        var tls = new MqttServerTlsOptions { Certificate = authority.IssueServer(), ClientCertificates = asked, ClientAuthorities = asked == MqttClientCertificates.None ? [] : [authority.Root] };
        return new TlsBroker(broker, await broker.ListenAsync(new MqttListenerOptions { EndPoint = Loopback, Tls = tls }), clock);
    }

    private static MqttClient Client(TlsBroker broker, TestAuthority authority, IMqttReceiver? receiver = null, Action<MqttClientOptions>? more = null)
    {
        var options = new MqttClientOptions { Port = broker.Listener.EndPoint.Port, Tls = new MqttTlsOptions { CaFile = authority.CaFile } };
        more?.Invoke(options);
        return new MqttClient(options, receiver);
    }

    private static async Task<SslStream> SecureAsync(TlsBroker broker, SslProtocols protocol)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(broker.Listener.EndPoint);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocol });
        return stream;
    }

    private static async Task SayHelloAndGoodbyeAsync(Socket socket)
    {
        await using var stream = new SslStream(new NetworkStream(socket), false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("localhost");
        await stream.WriteAsync(RawClient.Connect(MqttVersion.V500, "brief").Concat(new byte[] { 0xE0, 0 }).ToArray());
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var limit = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < limit, "waited in vain");
            await Task.Yield();
        }
    }

    private sealed record TlsBroker(MqttBroker Broker, MqttListener Listener, ManualClock Clock) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Broker.DisposeAsync();
    }
}
