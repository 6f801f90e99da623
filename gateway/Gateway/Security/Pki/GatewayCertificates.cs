using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>
/// The gateway's own CA and the certificate that it shows to boards and browsers. The certificate is made anew, at the next
/// handshake, in good time before it ends and when the machine's addresses are others; nothing is restarted for it. While
/// one CA follows on another, boards are to trust both, and the certificate is still the old one's.
/// </summary>
public sealed partial class GatewayCertificates : ITrustBundle, IDisposable
{
    /// <summary>Short, since nobody has to do anything for a new one.</summary>
    public static readonly TimeSpan ServerLife = TimeSpan.FromDays(90);

    /// <summary>A gateway that was off for a month still comes back with one that is valid.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    internal const string CaFile = "ca.pem";
    internal const string NextFile = "ca-next.pem";
    private const string ServerFile = "server.pem";

    private readonly Lock _gate = new();
    private readonly PkiFolder _folder;
    private readonly FormerAuthorities _former;
    private readonly IMachine _machine;
    private readonly IReadOnlyList<string> _otherNames;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private CertificateAuthority _authority;
    private CertificateAuthority? _next;
    private X509Certificate2 _server;
    private bool _isStale;

    /// <summary>Reads what an earlier start made, and makes what is missing.</summary>
    /// <param name="otherNames">Names and addresses that the machine does not know of itself.</param>
    /// <exception cref="Configuration.ConfigurationException">Others can read a private key.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file is damaged.</exception>
    public GatewayCertificates(PkiFolder folder, IMachine machine, IReadOnlyList<string> otherNames, TimeProvider clock, ILogger<GatewayCertificates> log)
    {
        (_folder, _machine, _otherNames, _clock, _log) = (folder, machine, otherNames, clock, log);
        _authority = folder.Read(CaFile) is { } pem ? CertificateAuthority.Read(pem) : MakeAuthority(CaFile);
        _former = FormerAuthorities.Open(folder);
        _next = folder.Read(NextFile) is { } next ? CertificateAuthority.Read(next) : null;
        _server = folder.Read(ServerFile) is { } server ? PemFile.Read(server) : MakeServer(_authority);
        _isStale = true; // addresses may be others since
        machine.Changed += OnMachineChanged;
    }

    /// <summary>The trusted authorities are others than before.</summary>
    public event Action? TrustChanged;

    /// <summary>For the next handshake.</summary>
    public X509Certificate2 Server
    {
        get
        {
            lock (_gate)
            {
                if (_isStale || _clock.GetUtcNow() >= RenewAt) Refresh();
                return _server;
            }
        }
    }

    /// <summary>What signed the certificate that is shown.</summary>
    public X509Certificate2 Authority
    {
        get { lock (_gate) return _authority.Certificate; }
    }

    /// <summary>What is going to take its place; null while nothing is.</summary>
    public X509Certificate2? NextAuthority
    {
        get { lock (_gate) return _next?.Certificate; }
    }

    /// <inheritdoc/>
    public string Pem
    {
        get { lock (_gate) return _authority.Pem + _next?.Pem; }
    }

    /// <summary>Whose client certificates hold.</summary>
    public X509Certificate2Collection Trusted
    {
        get { lock (_gate) return [.. Present.Concat(_former.Holding(_clock.GetUtcNow())).DistinctBy(one => one.Thumbprint)]; }
    }

    /// <summary>What signs certificates of devices: the CA that stays.</summary>
    public X509Certificate2 ClientAuthority
    {
        get { lock (_gate) return (_next ?? _authority).Certificate; }
    }

    /// <summary>A certificate with which the owner of this public key is the device.</summary>
    /// <param name="life">Null: as long as the CA.</param>
    public X509Certificate2 IssueClient(string deviceId, PublicKey key, TimeSpan? life)
    {
        lock (_gate) return (_next ?? _authority).IssueClient(deviceId, key, _clock.GetUtcNow(), life);
    }

    /// <summary>Whether a CA signed it whose key is still here, so that more of its certificates may come.</summary>
    public bool IsOfPresentCa(X509Certificate2 client)
    {
        lock (_gate) return _authority.Issued(client) || _next?.Issued(client) == true;
    }

    /// <summary>Makes the CA that is to follow; false when there is one already.</summary>
    public bool BeginChange()
    {
        lock (_gate)
        {
            if (_next is not null) return false;
            _next = MakeAuthority(NextFile);
        }

        TrustChanged?.Invoke();
        return true;
    }

    /// <summary>Forgets the CA that was to follow; false when there is none. Whoever learned to trust it is none the worse.</summary>
    public bool CancelChange()
    {
        lock (_gate)
        {
            if (_next is null) return false;
            _folder.Delete(NextFile);
            _next = null;
        }

        TrustChanged?.Invoke();
        return true;
    }

    /// <summary>
    /// From the next handshake on the certificate is the new CA's, and the old one's key is gone; false when there is no new
    /// one. What the old one signed for boards holds on: they get another with their next provisioning, not before.
    /// </summary>
    public bool FinishChange()
    {
        lock (_gate)
        {
            if (_next is null) return false;
            _former.Add(_authority.Certificate, _clock.GetUtcNow());
            _folder.Move(NextFile, CaFile);
            (_authority, _next) = (_next, null);
            _server = MakeServer(_authority);
        }

        TrustChanged?.Invoke();
        return true;
    }

    public void Dispose() => _machine.Changed -= OnMachineChanged;

    private IEnumerable<X509Certificate2> Present => _next is null ? [_authority.Certificate] : [_authority.Certificate, _next.Certificate];

    private DateTimeOffset RenewAt => new DateTimeOffset(_server.NotAfter) - RenewBefore;

    private void OnMachineChanged()
    {
        lock (_gate) _isStale = true;
    }

    private void Refresh()
    {
        _isStale = false;
        var isRight = _authority.Issued(_server) && _clock.GetUtcNow() < RenewAt && Names().AreThoseOf(_server);
        if (!isRight) _server = MakeServer(_authority);
    }

    private CertificateNames Names() => CertificateNames.Of(_machine, _otherNames);

    private CertificateAuthority MakeAuthority(string file)
    {
        var made = CertificateAuthority.Make(_clock.GetUtcNow());
        _folder.Write(file, made.Export());
        LogAuthority(Fingerprint.Of(made.Certificate));
        return made;
    }

    private X509Certificate2 MakeServer(CertificateAuthority authority)
    {
        var names = Names();
        var made = authority.IssueServer(names, _clock.GetUtcNow(), ServerLife);
        LogServer(new DateTimeOffset(made.NotAfter).UtcDateTime, names);
        try
        {
            _folder.Write(ServerFile, PemFile.Write(made));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(e.Message); // it is shown all the same, and the next start makes another
        }

        return made;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A CA was made, SHA-256 {Fingerprint}")]
    private partial void LogAuthority(string fingerprint);

    [LoggerMessage(Level = LogLevel.Information, Message = "A certificate was made, valid until {Until:yyyy-MM-dd}, for {Names}")]
    private partial void LogServer(DateTime until, CertificateNames names);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The new certificate cannot be kept on disk: {Cause}")]
    private partial void LogNotKept(string cause);
}
