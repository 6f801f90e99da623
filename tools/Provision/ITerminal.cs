namespace Nanofleet.Provision;

/// <summary>Who sits in front of the program, if anybody.</summary>
internal interface ITerminal
{
    /// <summary>Whether questions can be asked.</summary>
    bool IsInteractive { get; }

    TextWriter Out { get; }

    /// <summary>For faults.</summary>
    TextWriter Error { get; }

    /// <summary>The line that was typed; null at the end of the input.</summary>
    Task<string?> AskAsync(string question, CancellationToken cancel);

    /// <summary>The same, without showing what is typed.</summary>
    Task<string?> AskSecretAsync(string question, CancellationToken cancel);
}
