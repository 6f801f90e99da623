using System.Text;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A value on its way into a statement of SQLite, without a box around numbers.</summary>
internal readonly struct SqlValue
{
    private const int MostOnStack = 256;

    private readonly Kind _kind;
    private readonly long _bits;
    private readonly object? _content;

    private SqlValue(Kind kind, long bits, object? content = null) => (_kind, _bits, _content) = (kind, bits, content);

    private enum Kind : byte
    {
        Null,
        Number,
        Real,
        Text,
        Utf8,
        Blob,
    }

    public static implicit operator SqlValue(int value) => new(Kind.Number, value);

    public static implicit operator SqlValue(long value) => new(Kind.Number, value);

    public static implicit operator SqlValue(bool value) => new(Kind.Number, value ? 1 : 0);

    public static implicit operator SqlValue(long? value) => value is { } number ? number : default(SqlValue);

    public static implicit operator SqlValue(double value) => new(Kind.Real, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator SqlValue(double? value) => value is { } number ? number : default(SqlValue);

    public static implicit operator SqlValue(string? value) => value is null ? default : new SqlValue(Kind.Text, 0, value);

    public static implicit operator SqlValue(byte[] value) => Blob(value);

    /// <summary>The used part of a buffer.</summary>
    public static SqlValue Blob(ArraySegment<byte> value) => new(Kind.Blob, value.Count, value.Array);

    /// <summary>Text that is UTF-8 already: the used part of a buffer.</summary>
    public static SqlValue Utf8(byte[] buffer, int length) => new(Kind.Utf8, length, buffer);

    /// <summary>Gives it to a parameter, counted from 1; returns SQLite's result code.</summary>
    public int Bind(nint statement, int parameter) => _kind switch
    {
        Kind.Number => SqliteNative.Bind(statement, parameter, _bits),
        Kind.Real => SqliteNative.Bind(statement, parameter, BitConverter.Int64BitsToDouble(_bits)),
        Kind.Text => BindText(statement, parameter, (string)_content!),
        Kind.Utf8 => SqliteNative.BindText(statement, parameter, Used),
        Kind.Blob => SqliteNative.BindBlob(statement, parameter, Used),
        _ => SqliteNative.BindNull(statement, parameter),
    };

    private ReadOnlySpan<byte> Used => ((byte[])_content!).AsSpan(0, (int)_bits);

    private static int BindText(nint statement, int parameter, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var utf8 = most <= MostOnStack ? stackalloc byte[MostOnStack] : new byte[most];
        return SqliteNative.BindText(statement, parameter, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }
}
