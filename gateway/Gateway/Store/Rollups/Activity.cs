namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>When a device was heard, and when it sent readings, last; null for not. Times only move forward.</summary>
internal readonly record struct Activity(int DeviceKey, long? SeenMs, long? UploadMs)
{
    public Activity Join(in Activity other) => new(DeviceKey, Latest(SeenMs, other.SeenMs), Latest(UploadMs, other.UploadMs));

    public static long? Latest(long? one, long? other) => one is null || other > one ? other : one;
}
