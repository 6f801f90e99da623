using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Nanofleet.Testing;

/// <summary>
/// Another program under test: started with arguments, its lines kept and waited for. Disposing kills it, by its
/// process id and with its children, if it still runs.
/// </summary>
public sealed class ToolProcess : IAsyncDisposable
{
    /// <summary>No single wait of a test is longer; a slow machine must not fail a test, a hanging program must.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Debian's interpreter, the one that python3-paho-mqtt is installed for.</summary>
    public const string Python = "/usr/bin/python3";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private TaskCompletionSource _changed = NewSignal();
    private bool _ended;

    private ToolProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        _ = SignalEndAsync();
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>True once the program has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Every line so far, standard output and error together.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Every line so far as one text.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>The full path of a program in PATH or in Debian's system folders; null where it is not installed.</summary>
    public static string? Find(string program)
    {
        if (Path.IsPathRooted(program)) return File.Exists(program) ? program : null;
        var folders = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/bin";
        return folders.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>True where Debian's Python has this module, for instance <c>paho.mqtt</c>.</summary>
    public static async Task<bool> HasPythonModuleAsync(string module)
    {
        if (Find(Python) is null) return false;
        await using var python = Start(Python, ["-c", $"import {module}"]);
        return await python.WaitForExitAsync() == 0;
    }

    /// <summary>Starts a program; throws where it is not installed, so ask <see cref="Find"/> first.</summary>
    public static ToolProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var path = Find(program) ?? throw new FileNotFoundException($"{program} is not installed");
        // A C program writes to a pipe in blocks; stdbuf becomes the program, after telling it to write line by line. Before that, env: where
        // the tests run in the background of a shell, all that they start would ignore Ctrl-C.
        var byLine = Find("stdbuf");
        var start = new ProcessStartInfo(byLine is null ? path : Find("env")!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (byLine is not null) arguments = ["--default-signal=INT", byLine, "-oL", "-eL", path, .. arguments];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ToolProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start"));
    }

    /// <summary>Starts a Python script given as text; its prints come at once.</summary>
    public static ToolProcess StartPython(string script, params string[] arguments) =>
        Start(Python, ["-u", "-c", script, .. arguments]);

    /// <summary>Sends one line to the program's standard input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The first line that contains the text; a time-out or the program's end fails with all that it printed.</summary>
    public Task<string> WaitForLineAsync(string text, TimeSpan? timeout = null) =>
        WaitForLineAsync(line => line.Contains(text, StringComparison.Ordinal), $"a line with '{text}'", timeout);

    /// <summary>The first line that matches; a time-out or the program's end fails with all that it printed.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> matches, string what, TimeSpan? timeout = null)
    {
        var lines = await WaitForLinesAsync(1, matches, what, timeout);
        return lines[0];
    }

    /// <summary>Waits until this many lines match.</summary>
    public async Task<IReadOnlyList<string>> WaitForLinesAsync(int count, Func<string, bool> matches, string what, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? DefaultTimeout);
        while (true)
        {
            Task changed;
            bool ended;
            lock (_gate) (changed, ended) = (_changed.Task, _ended);
            var found = _lines.Where(matches).Take(count).ToArray();
            if (found.Length == count) return found;
            if (ended) throw new InvalidOperationException($"{_process.StartInfo.FileName} ended without {what}; it printed:\n{Output}");
            await AwaitOrFailAsync(changed, what, limit.Token);
        }
    }

    /// <summary>Waits for the end and gives the exit code; all output is read by then.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? DefaultTimeout);
        await AwaitOrFailAsync(_process.WaitForExitAsync(limit.Token), "its end", limit.Token);
        await AwaitOrFailAsync(_reading, "the end of its output", limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Ends it without warning, like a crash (SIGKILL).</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            Signal(ended: false);
        }
    }

    private async Task SignalEndAsync()
    {
        await _reading;
        Signal(ended: true);
    }

    private void Signal(bool ended)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            signal = _changed;
            _changed = NewSignal();
            _ended |= ended;
        }
        signal.SetResult();
    }

    private async Task AwaitOrFailAsync(Task task, string what, CancellationToken limit)
    {
        try
        {
            await task.WaitAsync(limit);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not give {what} in time; it printed:\n{Output}");
        }
    }
}
