#nullable disable
namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// Checks the contract against the files of tests/vectors. The same source runs on the board and on .NET,
    /// which is the proof that both sides write and read the same bytes.
    /// </summary>
    public static class Vectors
    {
        /// <summary>Checks one case of a file. Returns what went wrong, with the case's name, or null.</summary>
        public static string Fault(string file, VectorCase test)
        {
            string fault = Check(file, test);
            return fault == null ? null : file + ", " + test.Name + ": " + fault;
        }

        /// <summary>Null where the texts are the same, else both of them.</summary>
        internal static string Compare(string expected, string actual) =>
            expected == actual ? null : "expected " + Show(expected) + " but got " + Show(actual);

        internal static string Compare(bool expected, bool actual) => Compare(expected ? "yes" : "no", actual ? "yes" : "no");

        internal static string Compare(long expected, long actual) => Compare(expected.ToString(), actual.ToString());

        private static string Check(string file, VectorCase test)
        {
            switch (file)
            {
                case "improv": return ImprovVectors.Fault(test);
                case "json": return JsonVectors.Fault(test);
                case "rules": return RuleVectors.Fault(test);
                case "times": return TimeVectors.Fault(test);
                case "topics": return TopicVectors.Fault(test);
                default: return MessageVectors.Fault(file, test);
            }
        }

        private static string Show(string text) => text == null ? "null" : "'" + text + "'";
    }
}
