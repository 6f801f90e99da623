using Nanofleet.Provision;

namespace Nanofleet.Tools.Tests.Provision;

public sealed class PlainWriterTests
{
    [Fact]
    public void A_name_out_of_the_air_does_not_steer_the_terminal()
    {
        var screen = new StringWriter { NewLine = "\n" };
        var plain = new PlainWriter(screen) { NewLine = "\n" };
        plain.Write('\e');
        plain.WriteLine("]0;caf\u00e9\a\tok");
        plain.Write("{0}\u009b1m", "x");
        Assert.Equal("?]0;caf\u00e9?\tok\nx?1m", screen.ToString());
    }
}
