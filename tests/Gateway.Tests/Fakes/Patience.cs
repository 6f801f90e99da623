namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>How long a test waits for a signal before it fails: never for a result that must not come.</summary>
public static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Ends when the test run is cancelled.</summary>
    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task InTime(this Task task) => task.WaitAsync(Limit, Cancel);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Limit, Cancel);
}
