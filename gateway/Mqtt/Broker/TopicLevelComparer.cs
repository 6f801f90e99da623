using System.Diagnostics.CodeAnalysis;

namespace Nanofleet.Mqtt.Broker;

/// <summary>Lets a tree of topics find a level by the bytes of a received topic, without a string. The hash is seeded per process, so that nobody can choose levels that collide.</summary>
internal sealed class TopicLevelComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly TopicLevelComparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] level) => GetHashCode((ReadOnlySpan<byte>)level);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> level)
    {
        var hash = new HashCode();
        hash.AddBytes(level);
        return hash.ToHashCode();
    }

    [return: NotNull]
    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
