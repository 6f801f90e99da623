using System.Text.RegularExpressions;

namespace Nanofleet.Contract.Tests;

public sealed partial class RulesTests
{
    [Fact]
    public void Names_are_accepted_exactly_when_their_published_pattern_matches() =>
        Properties.Holds(Properties.TextOf("azAZ09_- .\u0000\u007féÀ٣!~", 70), text =>
            Rules.IsDeviceId(text) == DeviceId().IsMatch(text)
            && Rules.IsSensorName(text) == SensorName().IsMatch(text)
            && Rules.IsAction(text) == Action().IsMatch(text)
            && Rules.IsRequestId(text) == RequestId().IsMatch(text), tries: 10_000);

    [Fact]
    public void Names_of_allowed_characters_are_accepted_up_to_their_length() =>
        Properties.Holds(Properties.TextOf("az_09", 70), text =>
            Rules.IsDeviceId(text) == DeviceId().IsMatch(text)
            && Rules.IsSensorName(text) == SensorName().IsMatch(text)
            && Rules.IsAction(text) == Action().IsMatch(text)
            && Rules.IsRequestId(text) == RequestId().IsMatch(text), tries: 10_000);

    [Fact]
    public void A_boot_is_eight_hex_digits() =>
        Properties.Holds(Properties.TextOf("0123456789abcdefAg", 9), text => Rules.IsBoot(text) == Boot().IsMatch(text), tries: 10_000);

    [Theory]
    [InlineData('\0')]
    [InlineData('\u001f')]
    [InlineData('\u007f')]
    [InlineData('\u009f')]
    public void A_namespace_has_no_control_character(char control) => Assert.False(Rules.IsNamespace("a" + control));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_a_number_is_no_place(double degrees)
    {
        Assert.False(Rules.IsLatitude(degrees));
        Assert.False(Rules.IsLongitude(degrees));
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex DeviceId();

    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,49}\z")]
    private static partial Regex SensorName();

    [GeneratedRegex(@"^[a-z0-9_]{1,50}\z")]
    private static partial Regex Action();

    [GeneratedRegex(@"^[!-~]{1,64}\z")]
    private static partial Regex RequestId();

    [GeneratedRegex(@"^[0-9a-f]{8}\z")]
    private static partial Regex Boot();
}
