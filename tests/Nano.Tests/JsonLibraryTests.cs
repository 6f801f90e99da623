#nullable disable
using nanoFramework.TestFramework;

namespace Nanofleet.Nano.Tests
{
    /// <summary>The board's JSON library is the one that the firmware was written for.</summary>
    [TestClass]
    public class JsonLibraryTests
    {
        [TestMethod]
        public void JSON_from_outside_is_read_as_the_firmware_expects() => Assert.AreEqual("", JsonLibrary.Faults());
    }
}
