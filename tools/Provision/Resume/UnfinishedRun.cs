using Nanofleet.Provision.Gateway;

namespace Nanofleet.Provision.Resume;

/// <summary>A run that registered a device and did not come to its end.</summary>
/// <param name="Gateway">Where.</param>
/// <param name="Mac">Of the board; null where its way did not tell.</param>
/// <param name="Registration">With its secrets: a claim code gives them only once.</param>
/// <param name="IsWritten">The board has them.</param>
internal sealed record UnfinishedRun(Uri Gateway, string? Mac, Registration Registration, bool IsWritten)
{
    /// <summary>Whether the gateway still answers to its token for a while.</summary>
    public bool IsUsable(DateTimeOffset now) => Registration.TokenExpiresAt > now + TimeSpan.FromMinutes(1);

    /// <summary>Never its secrets.</summary>
    public override string ToString() => $"UnfinishedRun {Registration.DeviceId}";
}
