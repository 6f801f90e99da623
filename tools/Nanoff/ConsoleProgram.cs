using System.ComponentModel;
using System.Diagnostics;

namespace Nanofleet.Nanoff;

/// <summary>Another program of this computer, whose lines are read as they come. It does not outlive the wait for it.</summary>
public static class ConsoleProgram
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">What to start, where, and with what in its environment.</param>
    /// <param name="seen">Gets each line as it comes, of either output.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">The wait is over; the program and what it started are, too.</exception>
    public static async Task<int> RunAsync(ProcessStartInfo start, Action<string> seen, CancellationToken cancel)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, true, false);
        using var process = Process.Start(start)!;
        process.StandardInput.Close(); // who asks something gets no answer, instead of none for ever
        var gate = new Lock();
        try
        {
            await Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
            await process.WaitForExitAsync(cancel);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None); // until then it may have files open that are to be deleted
            }
        }

        async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync(cancel) is { } line)
            {
                lock (gate) seen(line);
            }
        }
    }
}
