namespace Nanofleet.Flash;

/// <summary>What the user reads and is asked: a line for each step, with what came of it.</summary>
internal sealed class Screen(TextReader input, TextWriter output, bool isInteractive, bool verbose)
{
    private const int LabelWidth = 10;

    /// <summary>Gets what nanoff says; null where nobody wants to read it.</summary>
    public Action<string>? Verbose { get; } = verbose ? line => output.WriteLine($"    {line}") : null;

    public void Say(string text) => output.WriteLine(text);

    public void Step(string step, string text) => output.WriteLine($"{step.PadRight(LabelWidth)} {text}");

    /// <summary>The chosen one; null where nobody can be asked, or no answer fits.</summary>
    public string? Choose(string question, IReadOnlyList<string> choices)
    {
        if (!isInteractive) return null;
        for (var at = 0; at < choices.Count; at++) output.WriteLine($"  {at + 1}  {choices[at]}");
        output.Write($"{question} [1-{choices.Count}] ");
        var answer = Answer();
        return int.TryParse(answer, out var number) && number >= 1 && number <= choices.Count ? choices[number - 1] : choices.FirstOrDefault(choice => choice == answer);
    }

    /// <summary>True for yes, for an empty answer, and where nobody can be asked; the end of the input is a no.</summary>
    public bool Agree(string question)
    {
        if (!isInteractive) return true;
        output.Write($"{question} [Y/n] ");
        return Answer() is "" or "y" or "Y" or "yes";
    }

    private string? Answer()
    {
        var answer = input.ReadLine()?.Trim();
        if (answer is null) output.WriteLine(); // nobody has pressed Enter
        return answer;
    }
}
