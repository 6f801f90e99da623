namespace Nanofleet.Testing;

/// <summary>
/// A real server as a process on a loopback port, with its files in a folder of its own: stopped in order, killed without
/// warning, started again on the same port with the same files.
/// </summary>
public abstract class ServerProcess : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _stopSignal;
    private ToolProcess? _process;

    private protected ServerProcess(string name, string stopSignal)
    {
        _name = name;
        _stopSignal = stopSignal;
        Folder = Directory.CreateTempSubdirectory(name + "-").FullName;
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>What it logged since its last start.</summary>
    public string Log => _process?.Output ?? "";

    /// <summary>False once it was stopped or killed.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Its process id.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("it does not run");

    /// <summary>Its files; gone with it.</summary>
    protected string Folder { get; }

    /// <summary>Stops it in order, so that it writes what it keeps and its clients see it go.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited)
        {
            await using var kill = ToolProcess.Start("kill", [_stopSignal, _process.Id.ToString()]);
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Ends it and its children without warning (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Starts it again on the same port after StopAsync or KillAsync.</summary>
    public async Task StartAgainAsync()
    {
        if (!await TryStartAsync()) throw new InvalidOperationException($"{_name} did not start again on port {Port}:\n{Log}");
    }

    /// <summary>Stops and starts it on the same port.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts it for the first time, on this port or on a free one.</summary>
    protected async Task StartOnPortAsync(int? port = null)
    {
        const int attempts = 5; // another process may take a free port first
        for (var attempt = 1; ; attempt++)
        {
            Port = port ?? FreePort.Next();
            if (await TryStartAsync()) return;
            var log = Log;
            await KillAsync();
            if (attempt == attempts || port is not null) throw new InvalidOperationException($"{_name} did not start:\n{log}");
        }
    }

    /// <summary>Starts the program on <see cref="Port"/>.</summary>
    protected abstract ToolProcess Start();

    /// <summary>Returns when it serves; throws what <see cref="IsFailedStart"/> knows when it ended instead.</summary>
    protected abstract Task WaitUntilReadyAsync(ToolProcess process);

    /// <summary>It ended: the port was taken, or its settings are wrong; the log tells.</summary>
    protected virtual bool IsFailedStart(Exception e) => e is InvalidOperationException;

    private async Task<bool> TryStartAsync()
    {
        _process = Start();
        try
        {
            await WaitUntilReadyAsync(_process);
            return true;
        }
        catch (Exception e) when (IsFailedStart(e))
        {
            return false;
        }
    }
}
