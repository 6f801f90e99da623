#nullable disable
using nanoFramework.TestFramework;

namespace Nanofleet.Nano.Tests
{
    /// <summary>The firmware's commands on the board.</summary>
    [TestClass]
    public class BoardCommandTests
    {
        [TestMethod]
        public void Commands_are_carried_out_once_and_always_answered() => Assert.AreEqual("", new BoardCommands().Run());
    }
}
