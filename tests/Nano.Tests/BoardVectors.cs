#nullable disable
using System.Collections;
using nanoFramework.Json;

namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// Feeds the runner with what the board's own JSON library makes of each case.
    /// One case at a time: a whole file, parsed, would not fit the memory of a board.
    /// </summary>
    public static class BoardVectors
    {
        /// <summary>What went wrong, one line a case, or an empty text.</summary>
        public static string Faults(string file, string[] cases)
        {
            string faults = cases.Length == 0 ? file + ": no cases\n" : "";
            for (int i = 0; i < cases.Length; i++)
            {
                var test = new VectorCase((Hashtable)JsonConvert.DeserializeObject(cases[i], typeof(Hashtable)));
                string fault = Vectors.Fault(file, test);
                if (fault != null) faults += fault + "\n";
            }

            return faults;
        }
    }
}
