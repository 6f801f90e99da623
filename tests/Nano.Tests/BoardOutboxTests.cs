#nullable disable
using nanoFramework.TestFramework;

namespace Nanofleet.Nano.Tests
{
    /// <summary>The firmware's outbox on the board.</summary>
    [TestClass]
    public class BoardOutboxTests
    {
        [TestMethod]
        public void What_was_written_to_flash_is_sent_after_a_restart_up_to_where_the_power_went() => Assert.AreEqual("", new BoardOutbox().Run());
    }
}
