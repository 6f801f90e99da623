using Nanofleet.Gateway.Store.Queries;

namespace Nanofleet.Gateway.Store;

/// <summary>The part of the store that devices' certificates are in.</summary>
public abstract partial class SqlStore : ICertificateStore
{
    public Task AddCertificateAsync(CertificateRecord certificate, CancellationToken cancel) =>
        WriteAsync(scope => CertificateQueries.AddAsync(scope, certificate, cancel), cancel);

    public Task<IReadOnlyList<CertificateRecord>> ListCertificatesAsync(string? deviceId, long nowMs, CancellationToken cancel) =>
        ReadAsync(connection => CertificateQueries.ListAsync(connection, deviceId, nowMs, cancel), cancel);

    public Task<bool> RevokeCertificateAsync(string deviceId, string serial, long nowMs, CancellationToken cancel) =>
        WriteAsync(scope => CertificateQueries.RevokeAsync(scope, deviceId, serial, nowMs, cancel), cancel);

    public Task PurgeCertificatesAsync(long beforeMs, CancellationToken cancel) =>
        WriteAsync(scope => CertificateQueries.PurgeAsync(scope, beforeMs, cancel), cancel);
}
