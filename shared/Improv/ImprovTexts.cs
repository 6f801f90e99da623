#nullable disable
using System.Text;

namespace Nanofleet.Contract.Improv
{
    /// <summary>Lists of texts, each after its length in bytes, as results and answers carry them.</summary>
    public static class ImprovTexts
    {
        /// <summary>Null where the lengths do not fit into <paramref name="count"/>.</summary>
        public static string[] Read(byte[] bytes, int offset, int count)
        {
            int texts = 0;
            int at = offset;
            int end = offset + count;
            while (at < end)
            {
                at += 1 + bytes[at];
                texts++;
            }

            if (at != end) return null;
            var list = new string[texts];
            at = offset;
            for (int i = 0; i < texts; i++)
            {
                list[i] = Encoding.UTF8.GetString(bytes, at + 1, bytes[at]);
                at += 1 + bytes[at];
            }

            return list;
        }
    }
}
