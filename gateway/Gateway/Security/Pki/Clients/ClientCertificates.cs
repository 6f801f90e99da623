using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Pki.Clients;

/// <summary>Certificates with which devices show who they are, on top of their passwords: given, listed, and revoked.</summary>
public sealed class ClientCertificates(
    GatewayCertificates certificates, ICertificateStore store, KnownCertificates known, BrokerOptions options, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Gives the device a certificate.</summary>
    /// <param name="key">Of whom it is; null: a new key is made, which is given with it and kept nowhere.</param>
    public Task<IssuedCertificate> IssueAsync(string deviceId, PublicKey? key, CancellationToken cancel) => IssueAsync(deviceId, key, options.ClientCertificateLife, null, cancel);

    /// <summary>Gives one to a board of ours, which gets no other before it is provisioned again: for as long as the CA.</summary>
    /// <param name="actor">Null: whoever makes the request.</param>
    public Task<IssuedCertificate> IssueForBoardAsync(string deviceId, string? actor, CancellationToken cancel) => IssueAsync(deviceId, null, null, actor, cancel);

    /// <summary>Those of a device that have not ended.</summary>
    public Task<IReadOnlyList<CertificateRecord>> ListAsync(string deviceId, CancellationToken cancel) =>
        store.ListCertificatesAsync(deviceId, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancel);

    /// <summary>From now on nobody comes in with it, and who did is sent away; false where the device has no such certificate in force.</summary>
    public async Task<bool> RevokeAsync(string deviceId, string serial, CancellationToken cancel)
    {
        if (!await store.RevokeCertificateAsync(deviceId, serial, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancel)) return false;
        known.Revoke(serial);
        await audit.WriteAsync(new AuditEntry(AuditActions.CertificateRevoke, deviceId, serial), cancel);
        return true;
    }

    private async Task<IssuedCertificate> IssueAsync(string deviceId, PublicKey? key, TimeSpan? life, string? actor, CancellationToken cancel)
    {
        using var made = key is null ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        using var certificate = certificates.IssueClient(deviceId, key ?? new PublicKey(made!), life);
        var record = new CertificateRecord(
            certificate.SerialNumber, deviceId, Fingerprint.Of(certificates.ClientAuthority),
            clock.GetUtcNow().ToUnixTimeMilliseconds(), new DateTimeOffset(certificate.NotAfter).ToUnixTimeMilliseconds(), null);
        await store.AddCertificateAsync(record, cancel);
        known.Add(record.Serial);
        await audit.WriteAsync(new AuditEntry(AuditActions.CertificateIssue, deviceId, certificate.SerialNumber) { Actor = actor }, cancel);
        return new IssuedCertificate(record, certificate.ExportCertificatePem() + "\n", made is null ? null : made.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
