using System.Net;
using Nanofleet.Gateway.Security.Pki;

namespace Nanofleet.Gateway.Preparation;

/// <summary>A certificate for another broker, by the gateway's own CA: boards and browsers have one authority to trust.</summary>
internal sealed class BrokerCertificate
{
    private readonly CertificateAuthority _authority;
    private readonly string? _next;
    private readonly TimeProvider _clock;

    public BrokerCertificate(PkiFolder pki, TimeProvider clock)
    {
        _clock = clock;
        if (pki.Read(GatewayCertificates.NextFile) is { } next) _next = CertificateAuthority.Read(next).Pem;
        if (pki.Read(GatewayCertificates.CaFile) is { } pem)
        {
            _authority = CertificateAuthority.Read(pem);
            return;
        }

        _authority = CertificateAuthority.Make(clock.GetUtcNow());
        pki.Write(GatewayCertificates.CaFile, _authority.Export());
    }

    /// <summary>What others must trust: two while one CA follows on another.</summary>
    public string CaPem => _authority.Pem + _next;

    /// <summary>A new one where there is none, it is another CA's or for other names, or less than half of its life is left; else null.</summary>
    public (string Pem, DateTime Until, CertificateNames Names)? Renew(string? present, IEnumerable<string> names, TimeSpan life)
    {
        var wanted = CertificateNames.Of(new NoMachine(), names);
        var now = _clock.GetUtcNow();
        if (present is not null)
        {
            using var old = PemFile.Read(present);
            if (_authority.Issued(old) && wanted.AreThoseOf(old) && new DateTimeOffset(old.NotAfter) - now > life / 2) return null;
        }

        using var made = _authority.IssueServer(wanted, now, life);
        return (PemFile.Write(made), made.NotAfter.ToUniversalTime(), wanted);
    }

    /// <summary>The broker runs somewhere else: what this one is called does not matter.</summary>
    private sealed class NoMachine : IMachine
    {
        public event Action? Changed
        {
            add { }
            remove { }
        }

        public string HostName => "";

        public IReadOnlyList<IPAddress> Addresses => [];
    }
}
