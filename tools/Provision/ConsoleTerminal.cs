using System.Text;

namespace Nanofleet.Provision;

/// <summary>The console.</summary>
internal sealed class ConsoleTerminal : ITerminal
{
    public bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    public TextWriter Out => Console.Out;

    public TextWriter Error => Console.Error;

    public string? Ask(string question)
    {
        Console.Write($"{question} ");
        return Console.ReadLine();
    }

    public string? AskSecret(string question)
    {
        Console.Write($"{question} ");
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
