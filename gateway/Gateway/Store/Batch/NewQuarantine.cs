using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A row for quarantine; equal ones have the same fingerprint and are counted instead of kept twice.</summary>
internal sealed record NewQuarantine(string? DeviceId, string Topic, byte[] Payload, string Reason, string Sentence, long ArrivalMs, QuarantineEntry? Entry)
{
    /// <summary>The row whose place it takes, because it was replayed and failed again; 0 for none.</summary>
    public long Takes { get; init; }

    public byte[] Fingerprint { get; } = Hash(Entry is { Part: QuarantinePart.Message, Boot: not null } ? [] : Payload, DeviceId ?? "", Topic, Reason, Sentence, Number(Reason, Entry, ArrivalMs));

    public static NewQuarantine Of(string deviceId, long arrivalMs, in QuarantineRow row) =>
        new(deviceId.Length == 0 ? null : deviceId, StoreText.Clean(row.Topic), row.Payload, row.Reason, StoreText.Clean(row.Sentence), arrivalMs, row.Entry);

    /// <summary>
    /// Entries of numbered messages are each a reading of their own, however alike they look, and a whole one stays itself when its
    /// board sends it again with more in its head. What waits without a number is told apart by its arrival: a value that stays the
    /// same is a reading each time. All else is told apart by content alone.
    /// </summary>
    private static string Number(string reason, QuarantineEntry? entry, long arrivalMs) =>
        entry?.Boot is not null ? $"{entry.Boot} {entry.Seq}" : reason == RefusalCodes.Pending ? $"{arrivalMs}" : "";

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
