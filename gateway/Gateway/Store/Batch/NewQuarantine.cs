using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A row for quarantine; equal ones have the same fingerprint and are counted instead of kept twice.</summary>
internal sealed record NewQuarantine(string? DeviceId, string Topic, byte[] Payload, string Reason, string Sentence, long ArrivalMs)
{
    public byte[] Fingerprint { get; } = Hash(DeviceId ?? "", Topic, Reason, Sentence, Payload);

    public static NewQuarantine Of(string deviceId, long arrivalMs, in QuarantineRow row) =>
        new(deviceId.Length == 0 ? null : deviceId, StoreText.Clean(row.Topic), row.Payload, row.Reason, StoreText.Clean(row.Sentence), arrivalMs);

    private static byte[] Hash(string deviceId, string topic, string reason, string sentence, byte[] payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var text in (ReadOnlySpan<string>)[deviceId, topic, reason, sentence])
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
