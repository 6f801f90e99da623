using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Pki.Clients;

/// <summary>Certificates with which devices show who they are, on top of their passwords: given, listed, and revoked.</summary>
public sealed class ClientCertificates(
    GatewayCertificates certificates, ICertificateStore store, RevokedCertificates revoked, BrokerOptions options, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Gives the device a certificate.</summary>
    /// <param name="key">Of whom it is; null: a new key is made, which is given with it and kept nowhere.</param>
    public async Task<IssuedCertificate> IssueAsync(string deviceId, PublicKey? key, CancellationToken cancel)
    {
        using var made = key is null ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        using var certificate = certificates.IssueClient(deviceId, key ?? new PublicKey(made!), options.ClientCertificateLife);
        var record = new CertificateRecord(
            certificate.SerialNumber, deviceId, Fingerprint.Of(certificates.ClientAuthority),
            clock.GetUtcNow().ToUnixTimeMilliseconds(), new DateTimeOffset(certificate.NotAfter).ToUnixTimeMilliseconds(), null);
        await store.AddCertificateAsync(record, cancel);
        await audit.WriteAsync(new AuditEntry(AuditActions.CertificateIssue, deviceId, certificate.SerialNumber), cancel);
        return new IssuedCertificate(record, certificate.ExportCertificatePem() + "\n", made is null ? null : made.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>Those of a device that have not ended.</summary>
    public Task<IReadOnlyList<CertificateRecord>> ListAsync(string deviceId, CancellationToken cancel) =>
        store.ListCertificatesAsync(deviceId, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancel);

    /// <summary>From now on nobody comes in with it, and who did is sent away; false where the device has no such certificate in force.</summary>
    public async Task<bool> RevokeAsync(string deviceId, string serial, CancellationToken cancel)
    {
        if (!await store.RevokeCertificateAsync(deviceId, serial, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancel)) return false;
        revoked.Add(serial);
        await audit.WriteAsync(new AuditEntry(AuditActions.CertificateRevoke, deviceId, serial), cancel);
        return true;
    }
}
