namespace Nanofleet.Gateway.Store.Batch;

/// <summary>What a device says of its configuration.</summary>
internal sealed record NewConfigReport(int DeviceKey, string Json, long AtMs);
