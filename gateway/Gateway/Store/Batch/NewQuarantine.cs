using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A row for quarantine; equal ones have the same fingerprint and are counted instead of kept twice.</summary>
internal sealed record NewQuarantine(string? DeviceId, string Topic, byte[] Payload, string Reason, string Sentence, long ArrivalMs, QuarantineEntry? Entry)
{
    /// <summary>The row whose place it takes, because it was replayed and failed again; 0 for none.</summary>
    public long Takes { get; init; }

    /// <summary>Entries of numbered messages are each a reading of their own, however alike they look, and a whole one stays itself when its board sends it again with more in its head. Others are told apart by content.</summary>
    public byte[] Fingerprint { get; } = Hash(Entry is { Part: QuarantinePart.Message, Boot: not null } ? [] : Payload, DeviceId ?? "", Topic, Reason, Sentence, Entry?.Boot is null ? "" : $"{Entry.Boot} {Entry.Seq}");

    public static NewQuarantine Of(string deviceId, long arrivalMs, in QuarantineRow row) =>
        new(deviceId.Length == 0 ? null : deviceId, StoreText.Clean(row.Topic), row.Payload, row.Reason, StoreText.Clean(row.Sentence), arrivalMs, row.Entry);

    private static byte[] Hash(byte[] payload, params ReadOnlySpan<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length); // or "a","bc" and "ab","c" were the same
            hash.AppendData(bytes);
        }

        hash.AppendData(payload);
        return hash.GetHashAndReset();
    }
}
