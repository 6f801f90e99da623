using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Mqtt.Client;

/// <summary>The way to the broker: name, TCP, TLS. Whatever goes wrong becomes one sentence.</summary>
internal static class Transport
{
    public static async ValueTask<Stream> ConnectAsync(MqttClientOptions options, CancellationToken cancel)
    {
        if (options.ConnectTransport is { } own) return await own(options, cancel);
        Stream stream = new NetworkStream(await ConnectSocketAsync(options, cancel), ownsSocket: true);
        return options.Tls is { } tls ? await SecureAsync(stream, options, tls, cancel) : stream;
    }

    private static async Task<Socket> ConnectSocketAsync(MqttClientOptions options, CancellationToken cancel)
    {
        SocketException? last = null;
        foreach (var address in await ResolveAsync(options, cancel))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, options.Port, cancel);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch (OperationCanceledException)
            {
                socket.Dispose();
                throw;
            }
        }
        var why = last!.SocketErrorCode == SocketError.ConnectionRefused
            ? $"refused: nothing listens on {options.Host}:{options.Port}"
            : $"no connection to {options.Host}:{options.Port}: {last.Message}";
        throw new MqttConnectException(why, last);
    }

    private static async Task<IEnumerable<IPAddress>> ResolveAsync(MqttClientOptions options, CancellationToken cancel)
    {
        try
        {
            var first = options.PreferIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
            var addresses = await Dns.GetHostAddressesAsync(options.Host, cancel);
            if (addresses.Length == 0) throw new MqttConnectException($"host not found: {options.Host}");
            return addresses.OrderBy(address => address.AddressFamily == first ? 0 : 1);
        }
        catch (SocketException e)
        {
            throw new MqttConnectException($"host not found: {options.Host}", e);
        }
    }

    private static async Task<Stream> SecureAsync(Stream stream, MqttClientOptions options, MqttTlsOptions tls, CancellationToken cancel)
    {
        string? distrust = null;
        var authorities = Authorities(tls);
        var secure = new SslStream(stream);
        var how = new SslClientAuthenticationOptions
        {
            TargetHost = tls.TargetHost ?? options.Host,
            ClientCertificates = tls.ClientCertificate is { } certificate ? [certificate] : null,
            CertificateChainPolicy = Policy(authorities),
            RemoteCertificateValidationCallback = (_, _, chain, errors) =>
            {
                if (errors == SslPolicyErrors.None || tls.AcceptInvalidCertificates) return true;
                distrust = Explain(chain, errors, tls.TargetHost ?? options.Host);
                return false;
            },
        };
        try
        {
            await secure.AuthenticateAsClientAsync(how, cancel);
            return secure;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            await secure.DisposeAsync();
            if (distrust is not null) throw new MqttConnectException($"certificate not trusted: {distrust}", e);
            if (e is OperationCanceledException) throw;
            throw new MqttConnectException($"no TLS with {options.Host}:{options.Port}: {e.Message}", e);
        }
    }

    private static X509Certificate2Collection? Authorities(MqttTlsOptions tls)
    {
        if (tls.CaFile is null && tls.CaCertificates is null) return null;
        var authorities = new X509Certificate2Collection();
        if (tls.CaCertificates is not null) authorities.AddRange(tls.CaCertificates);
        if (tls.CaFile is null) return authorities;
        try
        {
            authorities.ImportFromPemFile(tls.CaFile);
            return authorities;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new MqttConnectException($"CA file not readable: {tls.CaFile}: {e.Message}", e);
        }
    }

    private static X509ChainPolicy? Policy(X509Certificate2Collection? authorities)
    {
        if (authorities is null) return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static string Explain(X509Chain? chain, SslPolicyErrors errors, string host)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "the broker showed none";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return $"it is not for {host}";
        var status = chain?.ChainStatus.Select(entry => entry.StatusInformation.Trim()).FirstOrDefault(text => text.Length > 0);
        return status ?? errors.ToString();
    }
}
