namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>Something that happened on a board's thread, for the test to wait for.</summary>
internal sealed class Signal
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _happened = new(0);

    internal void Set() => _happened.Release();

    /// <summary>Waits until it has happened once more; fails the test when it does not.</summary>
    internal async Task WaitAsync(int times = 1)
    {
        for (var i = 0; i < times; i++)
            Assert.True(await _happened.WaitAsync(Limit, TestContext.Current.CancellationToken), "It did not happen in time.");
    }
}
