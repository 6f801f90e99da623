using Nanofleet.Nanoff;

namespace Nanofleet.Provision;

/// <summary>The one place that knows what failed when something below throws: what is no <see cref="ProvisionException"/> yet becomes one.</summary>
internal static class Failures
{
    /// <summary>Null for what nobody who sits there can mend: a bug, or Ctrl-C.</summary>
    public static ProvisionException? Of(Exception e) => e switch
    {
        ProvisionException fault => fault,
        NanoffException nanoff => new(ExitCodes.Board, nanoff.Cause, nanoff.NextAction, nanoff),
        IOException or UnauthorizedAccessException => new(ExitCodes.WrongArguments, $"A file or folder cannot be read or written: {e.Message}",
            "Close it where it is open, give this user the right to it, or free space where that is lacking; then repeat this command.", e),
        _ => null,
    };

    /// <summary>Does what the run can go on without.</summary>
    /// <returns>Null, or why a file stood in the way.</returns>
    public static string? OfFiles(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return e.Message.TrimEnd('.');
        }
    }
}
