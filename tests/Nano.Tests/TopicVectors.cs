#nullable disable
using Nanofleet.Contract;

namespace Nanofleet.Nano.Tests
{
    /// <summary>Builds a topic, takes one apart, or matches one against a filter.</summary>
    internal static class TopicVectors
    {
        // In the order of TopicKind: the board shows an enum as its number.
        private static readonly string[] Kinds =
        {
            "none", "status", "info", "data", "sensor_data", "heartbeat", "response", "config_reported", "log",
            "ota_request", "ota_progress", "stored", "command", "config_desired", "ota_offer",
        };

        public static string Fault(VectorCase test)
        {
            if (test.Has("build")) return Vectors.Compare(test.Text("expect"), Build(test));
            if (test.Has("match")) return Vectors.Compare(test.Flag("expect"), Topics.Matches(test.Text("match"), test.Text("topic")));
            return test.Has("parse") ? ParseFault(test) : "neither build, match nor parse";
        }

        private static string Build(VectorCase test)
        {
            switch (test.Text("build"))
            {
                case "device": return Topics.Device(test.Text("ns"), test.Text("id"), test.Text("leaf"));
                case "under": return Topics.Under(test.Text("ns"), test.Text("leaf"));
                case "group": return Topics.GroupCommand(test.Text("ns"), test.Text("id"));
                default: return null;
            }
        }

        private static string ParseFault(VectorCase test)
        {
            string id, sensor;
            TopicKind kind = Topics.Parse(test.Text("parse"), test.Text("ns"), test.Flag("singular"), out id, out sensor);
            return Vectors.Compare(test.Text("kind"), Kinds[(int)kind])
                ?? Vectors.Compare(test.Text("id"), id)
                ?? Vectors.Compare(test.Text("sensor"), sensor);
        }
    }
}
