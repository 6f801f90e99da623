using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.People;

/// <summary>While nobody can sign in as an admin, each start prints a link with which one can become the first.</summary>
internal sealed partial class FirstRun(SchemaReady schema, IPeopleStore store, OneTimeLinks links, IHostApplicationLifetime lifetime, ILogger<FirstRun> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        await StartedAsync(stoppingToken); // until then nobody knows the port
        try
        {
            if (!await store.HasAdminAsync(stoppingToken)) LogSetup(log, await links.MakeSetupAsync(stoppingToken));
        }
        catch (StoreUnavailableException e)
        {
            LogNoSetup(log, e.Message);
        }
    }

    private async Task StartedAsync(CancellationToken cancel)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancel);
    }

    /// <summary>It asks for action, and whoever sees only warnings could not get in without it.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Set it up:     {Link} (nobody can sign in yet; this link makes the first admin, once)")]
    private static partial void LogSetup(ILogger log, Uri link);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether there is an admin cannot be known: {Cause} Start the gateway again, or ask for a link with the verb people.")]
    private static partial void LogNoSetup(ILogger log, string cause);
}
