using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// One walk over a payload before anything is made of it: it is one JSON value, and every text in it is Unicode that
/// both databases can keep. After it no reader of this payload throws.
/// </summary>
public static class JsonCheck
{
    /// <summary>True when the payload is sound; else the refusal says where it is not.</summary>
    public static bool TryPass(ReadOnlySpan<byte> payload, out Refusal refusal)
    {
        refusal = default;
        if (!Utf8.IsValid(payload))
        {
            refusal = Place(payload, FirstInvalid(payload), Refusal.NotText);
            return false;
        }

        var reader = new Utf8JsonReader(payload);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped || IsKeepable(ref reader)) continue;
                refusal = Place(payload, (int)reader.TokenStartIndex, Refusal.NotText);
                return false;
            }

            return true;
        }
        catch (JsonException e)
        {
            refusal = Refusal.NotJson((e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1);
            return false;
        }
    }

    /// <summary>Escapes can spell half a surrogate pair, which is no text, and NUL, which PostgreSQL does not store.</summary>
    private static bool IsKeepable(ref Utf8JsonReader reader)
    {
        Span<char> text = reader.ValueSpan.Length <= 256 ? stackalloc char[256] : new char[reader.ValueSpan.Length];
        try
        {
            return !text[..reader.CopyString(text)].Contains('\0');
        }
        catch (InvalidOperationException)
        {
            return false; // the reader's way to say that an escape is half a pair
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> payload)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(payload[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        return at;
    }

    private static Refusal Place(ReadOnlySpan<byte> payload, int at, Func<long, long, Refusal> refuse)
    {
        var before = payload[..at];
        return refuse(before.Count((byte)'\n') + 1, at - before.LastIndexOf((byte)'\n'));
    }
}
