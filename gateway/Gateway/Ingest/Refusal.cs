using System.Text;
using Nanofleet.Contract;
using Nanofleet.Gateway.Devices;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Why something was not taken: a code for programs, and a sentence that names the value and the rule for people.</summary>
public readonly record struct Refusal(string Code, string Sentence)
{
    /// <summary>Characters of a value that a sentence shows.</summary>
    private const int Shown = 60;

    public static Refusal NotJson(long line, long position) =>
        new(RefusalCodes.NotJson, $"The payload is not JSON: see line {line}, position {position}.");

    public static Refusal NotText(long line, long position) =>
        new(RefusalCodes.NotJson, $"The payload is not JSON: the text at line {line}, position {position} is not valid UTF-8 or Unicode, or holds a null character.");

    public static Refusal WrongShape(string sentence) => new(RefusalCodes.WrongShape, sentence);

    public static Refusal SensorName(string name) =>
        new(RefusalCodes.SensorName, $"The sensor name '{Cut(name)}' is not [a-z_][a-z0-9_]{{0,49}}: begin with a small letter or '_', then at most 49 small letters, digits or '_'.");

    public static Refusal NoSensorName() => new(RefusalCodes.SensorName, "The entry has no sensor_name that is a text.");

    public static Refusal Value(string sensor, ReadOnlySpan<byte> value) =>
        value.IsEmpty
            ? new(RefusalCodes.Value, $"'{Cut(sensor)}' has no value; it must be a finite number.")
            : new(RefusalCodes.Value, $"The value {Cut(Encoding.UTF8.GetString(value))} of '{Cut(sensor)}' is not a finite number.");

    public static Refusal Unit(string sensor, ReadOnlySpan<byte> unit) =>
        new(RefusalCodes.Unit, $"The unit {Cut(Encoding.UTF8.GetString(unit))} of '{sensor}' is not a text of at most {Limits.Unit} characters.");

    public static Refusal FutureTime(string sensor, long timeMs) =>
        new(RefusalCodes.FutureTime, $"The time {Timestamps.Text(timeMs)} of '{sensor}' lies further in the future than Ingest:FutureLimit allows: set the device's clock.");

    public static Refusal Location(ReadOnlySpan<byte> location) =>
        new(RefusalCodes.Location, $"The location {Cut(Encoding.UTF8.GetString(location))} is not a latitude from -90 to 90 and a longitude from -180 to 180.");

    public static Refusal Boot(ReadOnlySpan<byte> boot) =>
        new(RefusalCodes.Boot, $"The boot {Cut(Encoding.UTF8.GetString(boot))} is not a text of eight small hexadecimal digits.");

    public static Refusal Sequence(ReadOnlySpan<byte> seq) =>
        new(RefusalCodes.Sequence, $"The seq {Cut(Encoding.UTF8.GetString(seq))} is not a whole number from 1 on.");

    public static Refusal TooManyEntries(int most) =>
        new(RefusalCodes.TooManyEntries, $"The message has more than {most} entries; send several messages.");

    public static Refusal TooLarge(int bytes, int most = Limits.GatewayMessage) =>
        new(RefusalCodes.TooLarge, $"The payload has {bytes} bytes; {most} is the limit.");

    public static Refusal NotGzip() =>
        new(RefusalCodes.NotJson, "The payload begins like gzip, but it is damaged or was cut: pack it again, or send it as it is.");

    public static Refusal TooLargeUnpacked() =>
        new(RefusalCodes.TooLarge, $"The payload is packed and has more than {Limits.GatewayMessage} bytes when it is unpacked: send several messages.");

    public static Refusal OnlyBeginning(int bytes) =>
        new(RefusalCodes.TooLarge, $"Of this message, which was larger than {Limits.GatewayMessage} bytes, only the first {bytes} were kept: it cannot be tried again.");

    public static Refusal DeviceId(string id) =>
        new(RefusalCodes.DeviceId, $"The device id '{Cut(id)}' in the topic is not [A-Za-z0-9_-]{{1,64}}.");

    public static Refusal UnknownTopic(string topic) =>
        new(RefusalCodes.UnknownTopic, $"The topic '{Cut(topic)}' ends in nothing that devices send: status, info, data, data/{{sensor}}, heartbeat or response.");

    public static Refusal RetainedReading() =>
        new(RefusalCodes.Retained, "The message was retained: it may be old and comes again at every start, so it makes no reading. Publish data without retain.");

    /// <summary>As much of a value as a sentence can carry.</summary>
    public static string Cut(string value) => value.Length <= Shown ? value : string.Concat(value.AsSpan(0, Shown), "…");
}
