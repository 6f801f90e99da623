#nullable disable
using nanoFramework.TestFramework;

namespace Nanofleet.Nano.Tests
{
    /// <summary>Provisioning by cable on the board.</summary>
    [TestClass]
    public class BoardProvisioningTests
    {
        [TestMethod]
        public void A_blank_board_gets_its_settings_by_cable_through_every_failure_on_the_way() => Assert.AreEqual("", new BoardProvisioning().Run());
    }
}
