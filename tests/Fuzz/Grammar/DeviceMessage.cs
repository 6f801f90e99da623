using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Nanofleet.Fuzz.Grammar;

/// <summary>
/// What devices publish, from the usual to the strange: each part is mostly right and now and then something else, so
/// that good messages, nearly good ones and nonsense all come.
/// </summary>
internal sealed class DeviceMessage(Random random)
{
    private static readonly string[] Boots = ["9f3c21aa", "00000000", "0badcafe", "00000001"];
    private static readonly string[] Sensors = ["temperature", "humidity", "light", "t", "_x9", "seq", "boot", "timestamp", "status", "sensors", "uptime_ms", "device_id"];
    private static readonly string[] Units = ["°C", "%", "lx", "", "a\\u00b0", "\\\"", "µg/m³", "0123456789abcdef", "0123456789abcdefg", "😀😀😀😀😀😀😀😀😀"];
    private static readonly string[] Qualities = ["\"sntp\"", "\"gateway\"", "\"uptime\"", "\"sntp\"", "\"guess\"", "null", "1"];
    private static readonly string[] Values = ["null", "true", "\"24.1\"", "[]", "{}", "1e999", "-", "NaN", "01", "1.", ".5", "- 1", "+1"];

    private static readonly string[] Times =
    [
        "\"2026-01-05T08:00:00.000Z\"", "\"2026-01-05T08:00:00Z\"", "\"2026-01-05T16:00:00+08:00\"", "\"2026-01-05 08:00\"", "1735401601", "1735401601123", "\"1735401601\"",
        "\"1999-12-31T23:59:59Z\"", "\"2999-01-01T00:00:00Z\"", "\"2026-02-30T08:00:00Z\"", "\"2026-01-05T08:00:00.12345678Z\"", "12345", "null", "\"\"", "\"2026-01-05T08:00:00.000\\u005a\"",
    ];

    private static readonly string[] Pieces =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\0", "null", "true", "1e999", "-", "0x1", "\"sensors\":", "\"value\":", "\"timestamp\":", "ä", "\u2028"];

    /// <summary>What kind of message was made last; for the count of what was reached.</summary>
    public string Kind { get; private set; } = "";

    public (string Topic, byte[] Payload) Make()
    {
        var (leaf, payload) = Content();
        Kind = leaf;
        var bytes = Encoding.UTF8.GetBytes(payload);
        if (One(3)) bytes = Mutate(bytes);
        if (One(40)) bytes = Noise();
        if (One(60)) bytes = Pack(bytes);
        if (One(400)) bytes = new byte[65_530 + random.Next(12)];
        return (Topic(leaf), bytes);
    }

    private (string Leaf, string Payload) Content() => random.Next(16) switch
    {
        < 7 => ("data", Numbered()),
        7 => ("data", Full()),
        8 => ("data", Simple()),
        9 => ("data/temperature", One(2) ? Number() : Sensor()),
        10 => ("status", One(2) ? Words.Pick(random, ["online", "offline", "sleeping", "\"online\"", "gone"]) : Members("\"status\":\"offline\"", $"\"boot\":\"{Boot()}\"", $"\"session\":{Number()}")),
        11 => ("heartbeat", One(4) ? "" : Members($"\"boot\":\"{Boot()}\"", $"\"taken\":{Number()}", $"\"timestamp\":{Time()}", $"\"uptime_ms\":{Number()}")),
        12 => ("info", Members("\"model\":\"m1\"", "\"firmware\":\"1.0\"")),
        13 => ("response", Members("\"request_id\":\"r1\"", "\"success\":true", "\"result\":{}")),
        14 => (Words.Pick(random, ["log", "command", "config/reported", "ota/progress", "stored"]), "{}"),
        _ => (Words.Pick(random, ["telemetry", "data/a/b", "", "data/Temp", "data/"]), "24.1"),
    };

    private string Topic(string leaf)
    {
        var id = One(20) ? Words.Pick(random, ["b 1", "ä", "", new string('x', 65)]) : Words.Pick(random, ["b1", "b2", "greenhouse-7", $"c{random.Next(2000)}"]);
        return One(200) ? "other/topic" : $"{(One(10) ? "device" : "devices")}/{id}/{leaf}";
    }

    /// <summary>As our own boards send it.</summary>
    private string Numbered()
    {
        List<string> members =
        [
            $"\"boot\":\"{Boot()}\"", $"\"seq\":{Whole()}", $"\"timestamp\":{Time()}", $"\"time_quality\":{(One(12) ? Words.Pick(random, Qualities) : "\"sntp\"")}", $"\"uptime_ms\":{Whole()}", $"\"sensors\":{List()}",
        ];
        if (One(12)) members.RemoveAt(random.Next(members.Count));
        if (One(12)) members.Add(members[random.Next(members.Count)]);
        if (One(15)) members.Add($"\"dropped\":[{{\"boot\":\"{Boot()}\",\"from\":1,\"to\":{random.Next(5)},\"reason\":\"reboot\"}}]");
        if (One(20)) members.Add("\"x\":[1,{\"y\":2}]");
        return Members([.. members]);
    }

    private string Full()
    {
        List<string> members = [$"\"sensors\":{List()}", $"\"timestamp\":{Time()}"];
        if (One(3)) members.Add(One(2) ? "\"status\":{\"rssi\":-55}" : "\"status\":null");
        if (One(3)) members.Add(One(2) ? $"\"location\":{{\"latitude\":{Number()},\"longitude\":{Number()}}}" : "\"location\":null");
        return Members([.. members]);
    }

    private string Simple()
    {
        var members = Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"\"{Words.Pick(random, Sensors)}\":{Number()}").ToList();
        if (One(3)) members.Add($"\"timestamp\":{Time()}");
        if (One(10)) members.Add("\"device_id\":\"b1\"");
        return Members([.. members]);
    }

    private string List()
    {
        var count = random.Next(40) switch { 0 => 0, 1 => 1001, 2 => 1000, _ => random.Next(1, 5) };
        return $"[{string.Join(Space(","), Enumerable.Range(0, count).Select(_ => Sensor()))}]";
    }

    private string Sensor()
    {
        var name = One(20) ? Words.Pick(random, ["Temp", "t t", "\\u0074", "", new string('a', 51)]) : Words.Pick(random, Sensors);
        List<string> members = [$"\"sensor_name\":\"{name}\"", $"\"value\":{Number()}"];
        if (!One(4)) members.Add($"\"unit\":\"{(One(12) ? Words.Pick(random, Units) : "°C")}\"");
        if (One(8)) members.Add($"\"timestamp\":{Time()}");
        if (One(25)) members.Add(members[random.Next(members.Count)]);
        if (One(25)) members.Add("\"quality\":\"good\"");
        return Members([.. members]);
    }

    private string Members(params string[] members)
    {
        if (One(4)) random.Shuffle(members);
        return $"{Space("{")}{string.Join(Space(","), members)}{Space("}")}";
    }

    private string Number() => random.Next(30) switch
    {
        0 => Words.Pick(random, Values),
        1 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
        2 => (random.NextDouble() * Math.Pow(10, random.Next(-30, 30))).ToString("E16", CultureInfo.InvariantCulture),
        3 => random.NextInt64(-1_000_000_000_000_000_000, 1_000_000_000_000_000_000).ToString(CultureInfo.InvariantCulture),
        4 => $"{random.NextInt64(1_000_000_000_000)}.{random.Next(10_000):0000}",
        5 => "-0.0",
        6 => $"{random.NextInt64()}{random.NextInt64()}.{random.NextInt64()}",
        _ => (random.Next(-10_000, 10_000) / 100.0).ToString(CultureInfo.InvariantCulture),
    };

    private string Whole() => One(15) ? Number() : random.Next(100_000).ToString(CultureInfo.InvariantCulture);

    private string Boot() => One(30) ? Words.Pick(random, ["9F3C21AA", "9f3c21a", "", "9f3c21\\u0061a"]) : Words.Pick(random, Boots);

    private string Time() => One(8) ? Words.Pick(random, Times) : Times[0];

    private string Space(string text) => One(12) ? $" {text}\n\t" : text;

    private byte[] Noise()
    {
        var bytes = new byte[random.Next(400)];
        random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest)) stream.Write(bytes);
        return One(2) ? packed.ToArray() : Mutate(packed.ToArray());
    }

    private byte[] Mutate(byte[] payload)
    {
        if (One(2)) return Mutator.Damage(random, payload);
        var bytes = payload.ToList();
        bytes.InsertRange(random.Next(bytes.Count + 1), Encoding.UTF8.GetBytes(Words.Pick(random, Pieces)));
        return [.. bytes];
    }

    private bool One(int of) => random.Next(of) == 0;
}
