using System.Net;
using System.Net.Sockets;

namespace Nanofleet.Gateway.Security;

/// <summary>From where somebody comes, after a known proxy has said so.</summary>
internal static class RemoteAddress
{
    /// <summary>What an owner of an IPv6 connection has at least, and can choose from freely.</summary>
    private const int Ipv6Network = 8;

    /// <summary>As people write it; null where the connection has none.</summary>
    public static string? Of(HttpContext? context) => Plain(context?.Connection.RemoteIpAddress)?.ToString();

    /// <summary>What counts as one when attempts are counted.</summary>
    public static string Counted(HttpContext context)
    {
        if (Plain(context.Connection.RemoteIpAddress) is not { } address) return "";
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(Ipv6Network).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    public static bool IsThisMachine(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
