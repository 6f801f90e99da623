#nullable disable
using Nanofleet.Contract;

namespace Nanofleet.Nano.Tests
{
    /// <summary>Asks one rule about one text, repeated where the case says so, or about a number of degrees.</summary>
    internal static class RuleVectors
    {
        public static string Fault(VectorCase test)
        {
            string text = test.Text("text");
            for (long i = 1; i < test.Number("times"); i++) text += test.Text("text");
            bool valid;
            switch (test.Text("rule"))
            {
                case "device_id": valid = Rules.IsDeviceId(text); break;
                case "sensor_name": valid = Rules.IsSensorName(text); break;
                case "namespace": valid = Rules.IsNamespace(text); break;
                case "boot": valid = Rules.IsBoot(text); break;
                case "request_id": valid = Rules.IsRequestId(text); break;
                case "action": valid = Rules.IsAction(text); break;
                case "secret": valid = ConfigSecrets.IsSecret(text); break;
                case "latitude": valid = Rules.IsLatitude(test.Degrees("degrees")); break;
                case "longitude": valid = Rules.IsLongitude(test.Degrees("degrees")); break;
                case "spans": return SpansFault(text, test.Flag("valid"));
                default: return "no rule is called " + test.Text("rule");
            }

            return Vectors.Compare(test.Flag("valid"), valid);
        }

        // What parses must also come back as it was.
        private static string SpansFault(string text, bool valid)
        {
            SeqSpan[] spans;
            bool parsed = StoredMessage.TryParseSpans(text, out spans);
            string fault = Vectors.Compare(valid, parsed);
            return fault == null && parsed ? Vectors.Compare(text, StoredMessage.FormatSpans(spans)) : fault;
        }
    }
}
