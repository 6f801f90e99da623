#nullable disable
using System.Collections;
using nanoFramework.Json;

namespace Nanofleet.Nano.Tests
{
    /// <summary>Feeds the runner with what the board's own JSON library makes of a vector file.</summary>
    public static class BoardVectors
    {
        public static string Faults(string file, string text) =>
            Vectors.Faults(file, (Hashtable)JsonConvert.DeserializeObject(text, typeof(Hashtable)));
    }
}
