namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A device's row while a batch changes it. Times only move forward: messages of a batch may come out of order.</summary>
internal sealed class DeviceRow
{
    public int Key { get; init; }

    public required string DeviceId { get; init; }

    public Admission Admission { get; init; } = Admission.Approved;

    public bool IsOnline { get; set; }

    public required string Status { get; set; }

    /// <summary>When the device itself last said whether it is there.</summary>
    public long StatusMs { get; set; }

    public long? LastSeenMs { get; set; }

    public long? LastHeartbeatMs { get; set; }

    public long? LastUploadMs { get; set; }

    public string? Boot { get; set; }

    public long Session { get; set; }

    public string? ReportJson { get; set; }

    /// <summary>New content; null leaves what the row has.</summary>
    public string? InfoJson { get; set; }

    /// <summary>New content; null leaves what the row has.</summary>
    public string? HeartbeatJson { get; set; }

    public double? Latitude { get; set; }

    public double? Longitude { get; set; }

    public void Seen(long atMs) => LastSeenMs = Latest(LastSeenMs, atMs);

    public void Uploaded(long atMs) => LastUploadMs = Latest(LastUploadMs, atMs);

    public void Beat(long atMs) => LastHeartbeatMs = Latest(LastHeartbeatMs, atMs);

    public void Say(string status, long atMs)
    {
        Status = status;
        StatusMs = Math.Max(StatusMs, atMs);
        if (status == "online") IsOnline = true;
    }

    public void Report(string? json)
    {
        if (json is not null) ReportJson = JsonMerge.Into(ReportJson, StoreText.Clean(json));
    }

    private static long Latest(long? known, long atMs) => Math.Max(known ?? atMs, atMs);
}
