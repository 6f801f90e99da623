namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A row for the table of upload keys.</summary>
internal sealed record NewUploadKey(int DeviceKey, string Name, byte[] Fingerprint, long CreatedMs);
