using System.Text;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>Whatever arrives, the decoder gives a value and never an exception.</summary>
public sealed class DecoderFuzzTests
{
    private const int Rounds = 20_000;

    private static readonly string[] Leaves = ["data", "data/temperature", "status", "info", "heartbeat", "response", "telemetry"];

    private static readonly string[] Seeds =
    [
        """{"boot":"9f3c21aa","seq":42,"timestamp":"2026-01-05T08:00:00Z","time_quality":"sntp","uptime_ms":1,"sensors":[{"sensor_name":"t","value":25.5,"unit":"°C"}],"dropped":[{"boot":"9f3c21aa","from":1,"to":2,"reason":"reboot"}]}""",
        """{"sensors":[{"sensor_name":"t","value":1,"timestamp":1735401601}],"status":{"a":"\u00e4"},"location":{"latitude":1,"longitude":2}}""",
        """{"temperature":24.1,"humidity":58,"light":640}""",
        """{"status":"offline","boot":"9f3c21aa","session":3}""",
        """{"request_id":"req_8f31","success":true,"result":{"pin":2}}""",
        "24.1",
        "online",
        "",
    ];

    private static readonly string[] Pieces =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\0", "null", "true", "1e999", "-", "0x1", "\"sensors\":", "\"value\":", "\"timestamp\":", "ä", "\u2028"];

    [Fact]
    public void Nothing_that_arrives_makes_the_decoder_throw()
    {
        var random = new Random(20261120);
        var decode = new Decode();
        var (taken, quarantined, passed) = (0, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var payload = Mutate(random, Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]));
            var topic = $"devices/b1/{Leaves[random.Next(Leaves.Length)]}";
            switch (decode.Any(topic, payload, replayed: random.Next(8) == 0))
            {
                case null: passed++; break;
                case QuarantineInbound refused:
                    Assert.NotEmpty(refused.Row.Sentence);
                    quarantined++;
                    break;
                case DataInbound data:
                    Assert.All(data.Readings, reading => Assert.True(Rules.IsSensorName(reading.Sensor) && double.IsFinite(reading.Value)));
                    taken++;
                    break;
                default: taken++; break;
            }
        }

        // The mutations reach both sides, or this would prove nothing.
        Assert.True(taken > Rounds / 50 && quarantined > Rounds / 10 && passed > 0, $"{taken} taken, {quarantined} quarantined, {passed} passed over");
    }

    private static byte[] Mutate(Random random, byte[] payload)
    {
        var bytes = payload.ToList();
        for (var edits = random.Next(5); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(4))
            {
                case 0 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
                case 1 when at < bytes.Count: bytes.RemoveRange(at, random.Next(1, Math.Min(10, bytes.Count - at) + 1)); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)])); break;
                default: bytes.InsertRange(at, bytes.GetRange(0, Math.Min(bytes.Count, random.Next(20)))); break;
            }
        }

        return [.. bytes];
    }
}
