using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Mqtt;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>A broker behind TLS, with a certificate that its own authority has signed.</summary>
internal sealed class TlsBroker : IAsyncDisposable
{
    private readonly MqttBroker _broker = new(new MqttBrokerOptions());
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly Task _accepting;

    internal TlsBroker()
    {
        using var authority = Authority("Test authority");
        AuthorityPem = authority.ExportCertificatePem();
        _certificate = Signed(authority);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal string AuthorityPem { get; }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _broker.DisposeAsync();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _certificate.Dispose();
    }

    private static X509Certificate2 Signed(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=broker", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(20), [1, 2, 3, 4]);
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var socket = await _listener.AcceptSocketAsync();
            _ = ServeAsync(socket).ContinueWith(_ => socket.Dispose(), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsServerAsync(_certificate);
        await _broker.ServeAsync(new Duplex(PipeReader.Create(tls), PipeWriter.Create(tls)), socket.RemoteEndPoint);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
