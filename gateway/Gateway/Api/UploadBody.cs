using Nanofleet.Contract;

namespace Nanofleet.Gateway.Api;

/// <summary>Reads the body of an upload, never more than a message may have.</summary>
public static class UploadBody
{
    /// <summary>Null where it is larger.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > Limits.GatewayMessage) return null;
        var room = new byte[Limits.GatewayMessage + 1];
        var length = await request.Body.ReadAtLeastAsync(room, room.Length, throwOnEndOfStream: false, cancel);
        return length > Limits.GatewayMessage ? null : room[..length];
    }
}
