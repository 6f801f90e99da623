using System.Text.Unicode;

namespace Nanofleet.Mqtt.Packets;

/// <summary>UTF-8 encoded strings (5.0 §1.5.4; 3.1.1 §1.5.3).</summary>
internal static class MqttText
{
    /// <summary>The longest string or binary field.</summary>
    public const int MaximumLength = ushort.MaxValue;

    /// <summary>
    /// Well-formed UTF-8, which leaves no surrogates [MQTT-1.5.4-1], and no U+0000 [MQTT-1.5.4-2]. A byte order mark is
    /// a character like any other [MQTT-1.5.4-3].
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> text) => !text.Contains((byte)0) && Utf8.IsValid(text);
}
