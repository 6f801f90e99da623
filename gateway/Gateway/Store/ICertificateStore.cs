namespace Nanofleet.Gateway.Store;

/// <summary>Certificates that devices were given: a table of the same database as <see cref="IStore"/>, with the same rules for outages.</summary>
public interface ICertificateStore
{
    Task AddCertificateAsync(CertificateRecord certificate, CancellationToken cancel);

    /// <summary>Those that have not ended, revoked ones included, the newest first; of one device or of all.</summary>
    Task<IReadOnlyList<CertificateRecord>> ListCertificatesAsync(string? deviceId, long nowMs, CancellationToken cancel);

    /// <summary>False where the device has no such certificate, or it is revoked already.</summary>
    Task<bool> RevokeCertificateAsync(string deviceId, string serial, long nowMs, CancellationToken cancel);

    /// <summary>Removes what ended before a time: nobody is let in with it anyway.</summary>
    Task PurgeCertificatesAsync(long beforeMs, CancellationToken cancel);
}
