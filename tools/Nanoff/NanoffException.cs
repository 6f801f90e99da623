namespace Nanofleet.Nanoff;

/// <summary>Something with the board or with nanoff went wrong: what it was, and what whoever reads it can do next.</summary>
public sealed class NanoffException(string cause, string nextAction, Exception? inner = null) : Exception($"{cause}\n  next: {nextAction}", inner)
{
    /// <summary>What happened, one sentence.</summary>
    public string Cause { get; } = cause;

    /// <summary>What to do about it, one sentence.</summary>
    public string NextAction { get; } = nextAction;

    /// <summary>nanoff's own number, such as 6000; null where nanoff did not name one.</summary>
    public int? Code { get; init; }
}
