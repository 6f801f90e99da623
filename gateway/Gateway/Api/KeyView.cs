using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>An API key as it may be shown: never the key itself, except in the answer to the request that made it.</summary>
/// <param name="Key">Null but there.</param>
public sealed record KeyView(long Id, string Name, IReadOnlyList<string> Scopes, string CreatedAt, string CreatedBy, string? ExpiresAt, string? UsedAt, string? RevokedAt, string? Key)
{
    public static KeyView Of(KeyRecord record, string? key = null) => new(
        record.KeyId, record.Name, [.. KeyRequest.Words(record.Scopes)], Timestamps.Text(record.CreatedMs), record.CreatedBy,
        Timestamps.Text(record.ExpiresMs), Timestamps.Text(record.UsedMs), Timestamps.Text(record.RevokedMs), key);
}
