using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security.Pki;

/// <summary>A gateway's certificates in a folder of the test's own, on a clock and a machine that it moves.</summary>
internal sealed class PkiFixture : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("pki-").FullName;

    public ManualClock Clock { get; } = new(DateTimeOffset.UtcNow);

    public FakeMachine Machine { get; } = new();

    public string Folder => Path.Combine(_data, "pki");

    /// <summary>As a start of the gateway would.</summary>
    public GatewayCertificates Open(params string[] otherNames) =>
        new(PkiFolder.Open(new DataOptions { Directory = _data }), Machine, otherNames, Clock, NullLogger<GatewayCertificates>.Instance);

    /// <summary>Whether whoever trusts this PEM alone accepts the certificate now.</summary>
    public bool Trusts(string pem, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(pem);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = Clock.GetUtcNow().LocalDateTime;
        return chain.Build(certificate);
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);
}
