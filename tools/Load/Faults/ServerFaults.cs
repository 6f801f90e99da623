using Nanofleet.Load.Run;
using Nanofleet.Testing;
using Npgsql;

namespace Nanofleet.Load.Faults;

/// <summary>Ends, kills and halts the programs that this run has started, and brings them back.</summary>
internal sealed class ServerFaults(GatewayProcess gateway, PostgresServer? postgres, MosquittoServer? mosquitto, Func<GatewayProcess> makeSecond) : IAsyncDisposable
{
    /// <summary>A program that is just coming back must not fail again before it is there.</summary>
    private readonly Dictionary<string, SemaphoreSlim> _turns = new() { ["gateway"] = new(1), ["postgres"] = new(1), ["mosquitto"] = new(1), ["second"] = new(1) };

    private GatewayProcess? _second;

    /// <exception cref="LoadException">What shall fail is not part of this run.</exception>
    public void Check(Fault fault)
    {
        var missing = fault.Kind switch
        {
            FaultKind.StopPostgres or FaultKind.KillPostgres or FaultKind.PausePostgres or FaultKind.KillCopy when postgres is null => "there is no PostgreSQL in this run; add --database postgres",
            FaultKind.StopMosquitto or FaultKind.KillMosquitto or FaultKind.PauseMosquitto when mosquitto is null => "there is no Mosquitto in this run; add --broker mosquitto",
            FaultKind.SecondGateway when mosquitto is null || postgres is null => "two gateways need a broker and a database to meet at; add --broker mosquitto --database postgres",
            _ => null,
        };
        if (missing is not null) throw new LoadException($"--faults {fault}: {missing}") { IsArgument = true };
    }

    /// <summary>Completes when what failed is back.</summary>
    /// <exception cref="LoadException">It did not come back.</exception>
    public async Task CarryOutAsync(Fault fault, CancellationToken cancel)
    {
        var kind = fault.Kind is not FaultKind.KillBroker ? fault.Kind : mosquitto is null ? FaultKind.KillGateway : FaultKind.KillMosquitto;
        var turn = _turns[ProgramOf(kind)];
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            if (!cancel.IsCancellationRequested) await FailAsync(fault with { Kind = kind }, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The load was over before it could be done.
        }
        catch (InvalidOperationException e)
        {
            throw new LoadException($"--faults {fault}: {e.Message}", e);
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync() => await StopSecondAsync();

    private static string ProgramOf(FaultKind kind) => kind switch
    {
        FaultKind.KillGateway or FaultKind.StopGateway => "gateway",
        FaultKind.StopPostgres or FaultKind.KillPostgres or FaultKind.PausePostgres or FaultKind.KillCopy => "postgres",
        FaultKind.SecondGateway => "second",
        _ => "mosquitto",
    };

    private Task FailAsync(Fault fault, CancellationToken cancel) => fault.Kind switch
    {
        FaultKind.KillGateway => AwayAsync(gateway.KillAsync, gateway.StartAsync, fault, cancel),
        FaultKind.StopGateway => AwayAsync(gateway.StopAsync, gateway.StartAsync, fault, cancel),
        FaultKind.StopPostgres => AwayAsync(postgres!.StopAsync, postgres!.StartAgainAsync, fault, cancel),
        FaultKind.KillPostgres => AwayAsync(postgres!.KillAsync, postgres!.StartAgainAsync, fault, cancel),
        FaultKind.PausePostgres => PauseAsync([postgres!.ProcessId, .. ProcessFigures.Children(postgres!.ProcessId)], fault, cancel),
        FaultKind.KillCopy => KillCopyAsync(cancel),
        FaultKind.StopMosquitto => AwayAsync(mosquitto!.StopAsync, mosquitto!.StartAgainAsync, fault, cancel),
        FaultKind.KillMosquitto => AwayAsync(mosquitto!.KillAsync, mosquitto!.StartAgainAsync, fault, cancel),
        FaultKind.PauseMosquitto => PauseAsync([mosquitto!.ProcessId], fault, cancel),
        FaultKind.SecondGateway => AwayAsync(StartSecondAsync, StopSecondAsync, fault, cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "is done by the generator"),
    };

    private static async Task AwayAsync(Func<Task> end, Func<Task> begin, Fault fault, CancellationToken cancel)
    {
        await end();
        await Task.Delay(fault.Duration, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what was ended comes back in any case
        await begin();
    }

    /// <summary>Its connections stay open and nothing comes over them any more.</summary>
    private static Task PauseAsync(int[] processes, Fault fault, CancellationToken cancel) =>
        AwayAsync(() => Signals.SendAsync("-STOP", processes), () => Signals.SendAsync("-CONT", processes), fault, cancel);

    /// <summary>SIGKILL for the one process of PostgreSQL that is just taking in readings; the server then throws out all others and recovers.</summary>
    private async Task KillCopyAsync(CancellationToken cancel)
    {
        while (await TryFindCopyAsync(cancel) is var backend)
        {
            if (backend is { } found)
            {
                await Signals.SendAsync("-KILL", found);
                return;
            }
        }
    }

    private async Task<int?> TryFindCopyAsync(CancellationToken cancel)
    {
        try
        {
            await using var connection = new NpgsqlConnection(postgres!.ConnectionString("postgres"));
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand("SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query ILIKE 'copy %'", connection);
            return await command.ExecuteScalarAsync(cancel) as int?;
        }
        catch (NpgsqlException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancel); // it still recovers from the last time
            return null;
        }
    }

    private Task StartSecondAsync()
    {
        _second = makeSecond();
        return _second.StartAsync();
    }

    private async Task StopSecondAsync()
    {
        if (_second is null) return;
        await _second.DisposeAsync();
        _second = null;
    }
}
