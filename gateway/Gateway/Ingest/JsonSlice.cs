using System.Text;
using System.Text.Json;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Reads one value out of a payload that passed <see cref="JsonCheck"/>; an empty slice is a member that was not there.</summary>
public static class JsonSlice
{
    /// <summary>Takes the value that the reader stands on, whole, and leaves the reader at its end.</summary>
    public static ReadOnlySpan<byte> Take(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    public static JsonTokenType TypeOf(ReadOnlySpan<byte> slice)
    {
        if (slice.IsEmpty) return JsonTokenType.None;
        return slice[0] switch
        {
            (byte)'{' => JsonTokenType.StartObject,
            (byte)'[' => JsonTokenType.StartArray,
            (byte)'"' => JsonTokenType.String,
            (byte)'t' => JsonTokenType.True,
            (byte)'f' => JsonTokenType.False,
            (byte)'n' => JsonTokenType.Null,
            _ => JsonTokenType.Number,
        };
    }

    /// <summary>Null and absent mean the same in the contract.</summary>
    public static bool IsAbsent(ReadOnlySpan<byte> slice) => TypeOf(slice) is JsonTokenType.None or JsonTokenType.Null;

    /// <summary>The text, or null where the value is none.</summary>
    public static string? Text(ReadOnlySpan<byte> slice)
    {
        if (TypeOf(slice) != JsonTokenType.String) return null;
        var reader = At(slice);
        return reader.GetString();
    }

    /// <summary>A finite number.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> slice, out double value)
    {
        value = 0;
        if (TypeOf(slice) != JsonTokenType.Number) return false;
        var reader = At(slice);
        return reader.TryGetDouble(out value) && double.IsFinite(value);
    }

    /// <summary>A whole number, however it is written: 42, 42.0 and 4.2e1 are the same.</summary>
    public static bool TryWhole(ReadOnlySpan<byte> slice, out long value)
    {
        const double exactlyHeld = 1L << 53;
        value = 0;
        if (TypeOf(slice) != JsonTokenType.Number) return false;
        var reader = At(slice);
        if (reader.TryGetInt64(out value)) return true;
        if (!reader.TryGetDouble(out var number) || Math.Abs(number) > exactlyHeld || number != Math.Floor(number)) return false;
        value = (long)number;
        return true;
    }

    public static string Raw(ReadOnlySpan<byte> slice) => Encoding.UTF8.GetString(slice);

    private static Utf8JsonReader At(ReadOnlySpan<byte> slice)
    {
        var reader = new Utf8JsonReader(slice);
        reader.Read();
        return reader;
    }
}
