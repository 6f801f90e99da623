using System.Net;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Load;

/// <summary>A connection that has nothing to say but that it is still there.</summary>
internal sealed class IdleClient(IPEndPoint server, string clientId, ushort keepAliveSeconds, IPAddress from)
    : LoadConnection(server, clientId, keepAliveSeconds, from)
{
    private const int AnswerSize = 2;
    private long _asked;
    private long _answered;

    /// <summary>Pings that were not answered yet.</summary>
    public long Unanswered => _asked - _answered;

    public void Ping()
    {
        if (Send(LoadPacket.PingRequest) != LoadPacket.PingRequest.Length) throw new IOException("a ping did not fit into the socket");
        _asked++;
    }

    /// <inheritdoc/>
    public override void Fill()
    {
    }

    /// <inheritdoc/>
    protected override void Took(ReadOnlySpan<byte> bytes) => _answered += bytes.Length / AnswerSize;
}
