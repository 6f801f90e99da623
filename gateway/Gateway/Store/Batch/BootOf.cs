namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A boot whose clock a batch asks for.</summary>
/// <param name="MayBeWaitedFor">So are the readings that wait for it.</param>
internal readonly record struct BootOf(int DeviceKey, string Boot, bool MayBeWaitedFor);
