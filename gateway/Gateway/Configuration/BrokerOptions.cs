using System.ComponentModel.DataAnnotations;
using System.Net;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Configuration;

/// <summary>Section <c>Broker</c>: the gateway's own broker, which runs where <c>Mqtt:Host</c> is absent.</summary>
public sealed class BrokerOptions
{
    /// <summary>Plain TCP on <see cref="Port"/>; off where boards should only come by TLS.</summary>
    public bool Tcp { get; set; } = true;

    /// <summary>1883 is the registered port; 0 takes a free one.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 1883;

    /// <summary>Where to listen. Loopback by default; whoever comes from elsewhere needs credentials.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Whether programs of this machine may come in without a user name, by plain TCP, WebSocket or a Unix socket, and do all. Default: true where plain TCP is open to this machine only and <see cref="User"/> is absent.</summary>
    public bool? Anonymous { get; set; }

    /// <summary>An account for programs, and for boards without credentials of their own, that may do all.</summary>
    public string? User { get; set; }

    /// <summary>Belongs to <see cref="User"/>.</summary>
    [Secret]
    public string? Password { get; set; }

    /// <summary>File whose first line is the password.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Whether retained messages and the sessions of clients that ask for one outlive the gateway's process. Off: boards need neither, and every acknowledged message would cost a write.</summary>
    public bool Persistence { get; set; }

    /// <summary>Where they are kept; absent: <c>broker.db</c> in the data directory.</summary>
    public string? PersistenceFile { get; set; }

    /// <summary>MQTT 5 clients that want a longer keep-alive, or none, are told this one: a dead board is then missed within 90 seconds. 0 leaves them their wish.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "18:12:15", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MaximumKeepAlive { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Speak TLS 1.2 and 1.3 on <see cref="TlsPort"/>, with a certificate of the gateway's own making unless <see cref="CertificateFile"/> names one. Who comes by it needs credentials.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>8883 is the registered port; 0 takes a free one.</summary>
    [Range(0, 65535)]
    public int TlsPort { get; set; } = 8883;

    /// <summary>Where to listen for TLS. Absent: on all addresses of this machine.</summary>
    public string? TlsAddress { get; set; }

    /// <summary>The name or address by which boards reach the gateway, where that is not this machine's own. It stands in the certificate, too.</summary>
    public string? PublicHost { get; set; }

    /// <summary>Further names and addresses for the certificate of the gateway's own making, separated by blanks. It has the machine's own already.</summary>
    public string? CertificateNames { get; set; }

    /// <summary>The certificate that the broker and HTTPS show: PEM, with those that lead to its root behind it, or PKCS#12 (<c>.pfx</c>, <c>.p12</c>). Absent: the gateway makes its own, in the data directory.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file of its private key, where that does not stand in <see cref="CertificateFile"/>.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>What the private key is encrypted with, if anything.</summary>
    [Secret]
    public string? CertificatePassword { get; set; }

    /// <summary>File whose first line is that password.</summary>
    public string? CertificatePasswordFile { get; set; }

    /// <summary>Whether boards show a certificate of their own over TLS. It comes on top of user and password. Where it is required, nobody from elsewhere comes in by another way.</summary>
    public MqttClientCertificates ClientCertificates { get; set; }

    /// <summary>PEM file of the authorities whose client certificates are trusted. Absent: the gateway's own.</summary>
    public string? ClientCaFile { get; set; }

    /// <summary>How long a certificate holds that the gateway gives a device by its API. Those that boards get with their registration hold as long as the CA.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ClientCertificateLife { get; set; } = TimeSpan.FromDays(365);

    /// <summary>A change of the CA waits for boards that were heard of within this time; those that were not are then no longer let in.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan CaChangeWindow { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Also listen on a Unix socket, for programs of this machine that run as the gateway's user.</summary>
    public string? UnixSocket { get; set; }

    /// <summary>MQTT over WebSocket at <c>/mqtt</c> of the HTTP address.</summary>
    public bool WebSocket { get; set; } = true;

    /// <summary>Origins of other web pages that may use it, separated by blanks: <c>https://fleet.example</c>. Those of the gateway's own address always may.</summary>
    public string? WebSocketOrigins { get; set; }

    /// <summary>The same, one by one.</summary>
    public IReadOnlyList<string> Origins => (WebSocketOrigins ?? "").Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>
    /// New connections a second from all, twice as many at once; 0 sets no limit. Default: 2000, with which a fleet that lost
    /// its broker comes back within seconds; none where the broker listens on this machine only.
    /// </summary>
    [Range(0, 1_000_000)]
    public int? ConnectionsPerSecond { get; set; }

    /// <summary>The same from one address, behind which there may be a router with a whole fleet. Default: 500; none on this machine only.</summary>
    [Range(0, 1_000_000)]
    public int? ConnectionsPerSecondPerAddress { get; set; }

    /// <summary>Whether those of this machine need no credentials.</summary>
    public bool LetsAnonymousIn => Anonymous ?? (IsLocal && User is null);

    /// <summary>What the settings add to the names of the certificate.</summary>
    public IReadOnlyList<string> OtherNames =>
        [.. (CertificateNames ?? "").Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), .. PublicHost is null ? (string[])[] : [PublicHost]];

    /// <summary>Where TLS listens.</summary>
    public IPAddress EffectiveTlsAddress => TlsAddress is null ? System.Net.Sockets.Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any : IPAddress.Parse(TlsAddress);

    /// <summary>Others than programs of this machine reach one of its ports.</summary>
    public bool IsReachable => (Tcp && !IsLocal) || (Tls && !IPAddress.IsLoopback(EffectiveTlsAddress));

    /// <summary>Nobody but programs of this machine reaches the port of plain TCP.</summary>
    public bool IsLocal => IPAddress.TryParse(Address, out var address) && IPAddress.IsLoopback(address);
}
