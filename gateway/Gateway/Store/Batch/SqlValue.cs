using SQLitePCL;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A value on its way into a statement of SQLite, without a box around numbers.</summary>
internal readonly struct SqlValue
{
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
        Blob,
    }

    public static implicit operator SqlValue(int value) => new(Kind.Number, value);

    public static implicit operator SqlValue(long value) => new(Kind.Number, value);

    public static implicit operator SqlValue(bool value) => new(Kind.Number, value ? 1 : 0);

    public static implicit operator SqlValue(long? value) => value is { } number ? number : default(SqlValue);

    public static implicit operator SqlValue(double value) => new(Kind.Real, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator SqlValue(double? value) => value is { } number ? number : default(SqlValue);

    public static implicit operator SqlValue(string? value) => value is null ? default : new SqlValue(Kind.Text, 0, value);

    public static implicit operator SqlValue(byte[] value) => new(Kind.Blob, 0, value);

    /// <summary>Gives it to a parameter, counted from 1; returns SQLite's result code.</summary>
    public int Bind(sqlite3_stmt statement, int parameter) => _kind switch
    {
        Kind.Number => raw.sqlite3_bind_int64(statement, parameter, _bits),
        Kind.Real => raw.sqlite3_bind_double(statement, parameter, BitConverter.Int64BitsToDouble(_bits)),
        Kind.Text => raw.sqlite3_bind_text(statement, parameter, (string)_content!),
        Kind.Blob => raw.sqlite3_bind_blob(statement, parameter, (byte[])_content!),
        _ => raw.sqlite3_bind_null(statement, parameter),
    };

    public object ToObject() => _kind switch
    {
        Kind.Number => _bits,
        Kind.Real => BitConverter.Int64BitsToDouble(_bits),
        Kind.Null => DBNull.Value,
        _ => _content!,
    };
}
