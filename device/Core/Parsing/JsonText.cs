using System;
using System.Collections;
using System.Text;
using nanoFramework.Json;

namespace Nanofleet.Device.Core.Parsing
{
    /// <summary>JSON from outside, read into tables: objects are Hashtable, arrays ArrayList.</summary>
    public static class JsonText
    {
        /// <summary>Reads one object; false where the bytes are none. Never throws.</summary>
        public static bool TryObject(byte[] utf8, out Hashtable table)
        {
            table = null;
            try
            {
                string text = Encoding.UTF8.GetString(utf8, 0, utf8.Length);
                table = JsonConvert.DeserializeObject(text, typeof(Hashtable)) as Hashtable;
            }
            catch (Exception)
            {
                // The library throws half a dozen types for bad text; to us they are all one answer.
                table = null;
            }

            return table != null;
        }
    }
}
