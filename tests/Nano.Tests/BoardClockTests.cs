#nullable disable
using nanoFramework.TestFramework;

namespace Nanofleet.Nano.Tests
{
    /// <summary>The firmware's time on the board.</summary>
    [TestClass]
    public class BoardClockTests
    {
        [TestMethod]
        public void Time_comes_from_servers_in_turn_and_never_falls_behind_what_was_known() => Assert.AreEqual("", new BoardClocks().Run());
    }
}
