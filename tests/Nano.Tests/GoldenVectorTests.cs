#nullable disable
using nanoFramework.TestFramework;

namespace Nanofleet.Nano.Tests
{
    /// <summary>The files of tests/vectors on the board. Contract.Tests runs the same files on .NET.</summary>
    [TestClass]
    public class GoldenVectorTests
    {
        [TestMethod]
        public void Status_is_written_as_in_its_file() => Run("status", VectorFiles.Status());

        [TestMethod]
        public void Info_is_written_as_in_its_file() => Run("info", VectorFiles.Info());

        [TestMethod]
        public void Data_is_written_as_in_its_file() => Run("data", VectorFiles.Data());

        [TestMethod]
        public void Heartbeat_is_written_as_in_its_file() => Run("heartbeat", VectorFiles.Heartbeat());

        [TestMethod]
        public void Stored_is_written_and_settles_as_in_its_file() => Run("stored", VectorFiles.Stored());

        [TestMethod]
        public void Command_is_written_as_in_its_file() => Run("command", VectorFiles.Command());

        [TestMethod]
        public void Response_is_written_as_in_its_file() => Run("response", VectorFiles.Response());

        [TestMethod]
        public void Gateway_is_written_as_in_its_file() => Run("gateway", VectorFiles.Gateway());

        [TestMethod]
        public void Json_values_are_written_as_in_their_file() => Run("json", VectorFiles.Json());

        [TestMethod]
        public void Rules_hold_as_in_their_file() => Run("rules", VectorFiles.Rules());

        [TestMethod]
        public void Times_are_written_and_read_as_in_their_file() => Run("times", VectorFiles.Times());

        [TestMethod]
        public void Topics_are_built_parsed_and_matched_as_in_their_file() => Run("topics", VectorFiles.Topics());

        [TestMethod]
        public void Improv_frames_are_written_found_and_read_as_in_their_file() => Run("improv", VectorFiles.Improv());

        private static void Run(string file, string[] cases) => Assert.AreEqual("", BoardVectors.Faults(file, cases));
    }
}
