#nullable disable
using nanoFramework.TestFramework;

namespace Nanofleet.Nano.Tests
{
    /// <summary>The firmware's configuration on the board.</summary>
    [TestClass]
    public class BoardSettingsTests
    {
        [TestMethod]
        public void What_the_gateway_wants_is_answered_key_by_key_and_tried_where_it_could_cut_the_link() => Assert.AreEqual("", new BoardSettings().Run());
    }
}
