namespace Nanofleet.Provision.Run;

/// <summary>
/// The lines on the screen: each step with its number and what came of it; below a step, indented, what is worth knowing
/// meanwhile; at a fault the cause and the next action.
/// </summary>
internal sealed class Progress(ITerminal terminal, int steps)
{
    private const int Indent = 14;

    private int _step;
    private bool _isOpen;

    /// <summary>Begins the next step.</summary>
    public void Begin(string name, string doing)
    {
        terminal.Out.Write($"{$"{++_step}/{steps} {name}",-Indent}{doing} …");
        terminal.Out.Flush();
        _isOpen = true;
    }

    public void Done(string outcome)
    {
        if (_isOpen) terminal.Out.WriteLine($" {outcome}");
        else terminal.Out.WriteLine($"{"",Indent}{outcome}");
        _isOpen = false;
    }

    /// <summary>Something worth knowing in the middle of a step.</summary>
    public void Note(string text)
    {
        Break();
        terminal.Out.WriteLine($"{"",Indent}{text}");
    }

    public void Fault(ProvisionException fault)
    {
        if (_isOpen) terminal.Out.WriteLine(" failed");
        _isOpen = false;
        Show(terminal, fault);
    }

    /// <summary>A fault outside of the steps.</summary>
    public static void Show(ITerminal terminal, ProvisionException fault)
    {
        terminal.Out.Flush();
        terminal.Error.WriteLine($"  cause  {fault.Message}");
        terminal.Error.WriteLine($"  next   {fault.Next}");
    }

    /// <summary>Ends a line that is not ended.</summary>
    public void Break()
    {
        if (_isOpen) terminal.Out.WriteLine();
        _isOpen = false;
    }
}
