using System.Net;

namespace Nanofleet.Mqtt;

/// <summary>One place where a broker listens.</summary>
public sealed class MqttListenerOptions
{
    /// <summary>An <see cref="IPEndPoint"/>, port 0 taking a free one, or a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>.</summary>
    public required EndPoint EndPoint { get; init; }

    /// <summary>Not null: TLS only.</summary>
    public MqttServerTlsOptions? Tls { get; init; }

    /// <summary>
    /// In place of <see cref="Tls"/>, for certificates that are renewed while the broker runs: asked at every handshake.
    /// The same object again costs nothing, another one holds from that handshake on.
    /// </summary>
    public Func<MqttServerTlsOptions>? TlsSource { get; init; }

    /// <summary>Who may use a Unix socket: its file's mode. Default: the owner alone.</summary>
    public UnixFileMode UnixSocketMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite;
}
