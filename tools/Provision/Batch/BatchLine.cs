namespace Nanofleet.Provision.Batch;

/// <summary>One board of a batch.</summary>
/// <param name="Number">Of the line in the file, counted from one.</param>
internal sealed record BatchLine(int Number, ProvisionOptions Options)
{
    public string DeviceId => Options.DeviceId!;

    /// <summary>Whether another line is, or may be, for the same port: one that is not named is looked for, and may be any.</summary>
    public bool MayMeet(IEnumerable<BatchLine> others) =>
        others.Any(other => other.Number != Number && (Options.Port is null || other.Options.Port is null || Options.Port.Equals(other.Options.Port, StringComparison.OrdinalIgnoreCase)));
}
