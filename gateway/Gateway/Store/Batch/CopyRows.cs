using System.Buffers.Binary;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// Readings in the binary form of PostgreSQL's COPY, as columns time_ms, device_key, sensor_key, value, quality and arrival_ms. Every row
/// is as long as any other, so that they are numbers in a buffer. https://www.postgresql.org/docs/current/sql-copy.html (Binary Format)
/// </summary>
internal static class CopyRows
{
    private const short Columns = 6;
    private const int RowBytes = sizeof(short) + (Columns * sizeof(int)) + (3 * sizeof(long)) + (2 * sizeof(int)) + sizeof(short);
    private const int HeadBytes = 11 + (2 * sizeof(int));
    private const int TailBytes = sizeof(short);

    /// <summary>So many bytes a number of rows take.</summary>
    public static int Length(int rows) => HeadBytes + (rows * RowBytes) + TailBytes;

    public static void Write(ReadOnlySpan<NewReading> readings, Span<byte> to)
    {
        ReadOnlySpan<byte> signature = [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0];
        signature.CopyTo(to);
        to[signature.Length..HeadBytes].Clear(); // no flags, no extension
        to = to[HeadBytes..];
        foreach (ref readonly var reading in readings)
        {
            Write(reading, to);
            to = to[RowBytes..];
        }

        BinaryPrimitives.WriteInt16BigEndian(to, -1);
    }

    private static void Write(in NewReading reading, Span<byte> to)
    {
        BinaryPrimitives.WriteInt16BigEndian(to, Columns);
        to = to[sizeof(short)..];
        Column(ref to, reading.Place.TimeMs);
        Column(ref to, reading.Place.DeviceKey);
        Column(ref to, reading.Place.SensorKey);
        Column(ref to, BitConverter.DoubleToInt64Bits(reading.Value));
        BinaryPrimitives.WriteInt32BigEndian(to, sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(to[sizeof(int)..], (short)reading.Quality);
        to = to[(sizeof(int) + sizeof(short))..];
        Column(ref to, reading.ArrivalMs);
    }

    private static void Column(ref Span<byte> to, long value)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(to[sizeof(int)..], value);
        to = to[(sizeof(int) + sizeof(long))..];
    }

    private static void Column(ref Span<byte> to, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(to[sizeof(int)..], value);
        to = to[(2 * sizeof(int))..];
    }
}
