namespace Nanofleet.Provision;

/// <summary>A step that failed: the cause in one sentence, and what whoever sits there does next.</summary>
internal sealed class ProvisionException(int exitCode, string cause, string next, Exception? inner = null) : Exception(cause, inner)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The next action, as an instruction.</summary>
    public string Next { get; } = next;
}
