using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Nanofleet.Mqtt.Epoll;

/// <summary>A sockaddr as the kernel writes it.</summary>
internal static class PeerAddress
{
    /// <summary>Room for the longest.</summary>
    public const int MaximumSize = 128;

    private const int IPv4 = 2; // AF_INET
    private const int IPv6 = 10; // AF_INET6

    /// <summary>Null for a Unix socket's peer, which has none.</summary>
    public static IPEndPoint? Read(ReadOnlySpan<byte> address)
    {
        if (address.Length < 8) return null;
        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return MemoryMarshal.Read<ushort>(address) switch
        {
            IPv4 => new IPEndPoint(new IPAddress(address.Slice(4, 4)), port),
            IPv6 => new IPEndPoint(new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..])), port),
            _ => null,
        };
    }
}
