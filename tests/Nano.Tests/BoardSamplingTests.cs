#nullable disable
using nanoFramework.TestFramework;

namespace Nanofleet.Nano.Tests
{
    /// <summary>The firmware's sampling on the board.</summary>
    [TestClass]
    public class BoardSamplingTests
    {
        [TestMethod]
        public void Samplings_tell_the_middle_of_several_reads_where_it_is_news_and_never_a_value_of_a_sensor_that_failed() => Assert.AreEqual("", new BoardSampling().Run());
    }
}
