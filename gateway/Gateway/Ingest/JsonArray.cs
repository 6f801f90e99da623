using System.Text.Json;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Walks the elements of an array slice without making anything; what is no array has none.</summary>
public ref struct JsonArray
{
    private readonly ReadOnlySpan<byte> _slice;
    private Utf8JsonReader _reader;

    public JsonArray(ReadOnlySpan<byte> slice)
    {
        _slice = JsonSlice.TypeOf(slice) == JsonTokenType.StartArray ? slice : "[]"u8;
        _reader = new Utf8JsonReader(_slice);
        _reader.Read();
    }

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly JsonArray GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!_reader.Read() || _reader.TokenType == JsonTokenType.EndArray) return false;
        Current = JsonSlice.Take(ref _reader, _slice);
        return true;
    }
}
