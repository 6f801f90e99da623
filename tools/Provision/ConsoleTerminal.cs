using System.Text;

namespace Nanofleet.Provision;

/// <summary>The console.</summary>
internal sealed class ConsoleTerminal : ITerminal
{
    public bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    public TextWriter Out { get; } = new PlainWriter(Console.Out);

    public TextWriter Error { get; } = new PlainWriter(Console.Error);

    // The console itself cannot be asked with a limit: a thread waits for it, which Ctrl-C leaves behind.
    public Task<string?> AskAsync(string question, CancellationToken cancel)
    {
        Out.Write($"{question} ");
        return Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancel);
    }

    public Task<string?> AskSecretAsync(string question, CancellationToken cancel)
    {
        Out.Write($"{question} ");
        return Task.Run(ReadSecret, CancellationToken.None).WaitAsync(cancel);
    }

    private static string? ReadSecret()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) text.Length = Math.Max(0, text.Length - 1);
            else if (!char.IsControl(key.KeyChar)) text.Append(key.KeyChar);
        }

        Console.WriteLine();
        return text.ToString();
    }
}
