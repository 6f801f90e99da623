namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>Moments that tests speak of, in Unix milliseconds.</summary>
public static class Times
{
    /// <summary>2026-01-06T00:00:00Z: when messages arrive in tests, some hours after those of the examples.</summary>
    public const long Arrival = 1_767_657_600_000;

    /// <summary>2026-01-05T08:00:00Z, which is 16:00 at +08:00.</summary>
    public const long January5At8 = 1_767_600_000_000;

    /// <summary>The example's Unix seconds 1735401601.</summary>
    public const long UnixExample = 1_735_401_601_000;
}
