namespace Nanofleet.Provision.Label;

/// <summary>What stands on a board's label. Anybody may read it: no secret is among it.</summary>
/// <param name="Page">Of the device; what the QR code says.</param>
/// <param name="DeviceId">Also readable without a camera.</param>
/// <param name="Mac">Null where it is not known.</param>
internal sealed record LabelContent(Uri Page, string DeviceId, string? Mac)
{
    /// <summary>The lines below the code; the first one is the largest.</summary>
    public IEnumerable<string> Lines => Mac is null ? [DeviceId, Page.Authority] : [DeviceId, Mac, Page.Authority];

    public static LabelContent Of(Uri gateway, string deviceId, string? mac) => new(new Uri(gateway, $"/devices/{deviceId}"), deviceId, mac);
}
