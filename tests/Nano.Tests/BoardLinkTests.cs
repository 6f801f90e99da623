#nullable disable
using nanoFramework.TestFramework;

namespace Nanofleet.Nano.Tests
{
    /// <summary>The firmware's link on the board.</summary>
    [TestClass]
    public class BoardLinkTests
    {
        [TestMethod]
        public void The_link_comes_online_through_every_failure_on_its_way_and_leaves_with_a_goodbye() => Assert.AreEqual("", new BoardLink().Run());
    }
}
