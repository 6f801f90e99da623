namespace Nanofleet.Provision.Batch;

/// <summary>One board of a batch.</summary>
/// <param name="Number">Of the line in the file, counted from one.</param>
internal sealed record BatchLine(int Number, ProvisionOptions Options)
{
    public string DeviceId => Options.DeviceId!;
}
