#nullable disable
using nanoFramework.TestFramework;

namespace Nanofleet.Nano.Tests
{
    /// <summary>The firmware's sleep note on the board.</summary>
    [TestClass]
    public class BoardSleepTests
    {
        [TestMethod]
        public void A_boot_goes_on_over_sleeps_and_ends_with_the_power() => Assert.AreEqual("", new BoardSleep().Run());
    }
}
