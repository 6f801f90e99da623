using Nanofleet.Provision;

namespace Nanofleet.Tools.Tests.Provision.Fakes;

/// <summary>A screen that is kept, and somebody who types prepared lines; nobody where there are none.</summary>
internal sealed class FakeTerminal(params string[] answers) : ITerminal
{
    private readonly Queue<string> _answers = new(answers);
    private readonly StringWriter _screen = new();

    public bool IsInteractive { get; init; } = answers.Length > 0;

    public TextWriter Out => _screen;

    public TextWriter Error => _screen;

    public string Screen => _screen.ToString();

    /// <summary>What was asked, with what was typed.</summary>
    public List<string> Questions { get; } = [];

    public Task<string?> AskAsync(string question, CancellationToken cancel)
    {
        Questions.Add(question);
        return Task.FromResult(_answers.TryDequeue(out var answer) ? answer : null);
    }

    public Task<string?> AskSecretAsync(string question, CancellationToken cancel) => AskAsync(question, cancel);
}
