using System.Net.Sockets;

namespace Nanofleet.Gateway.Health;

/// <summary>
/// Tells systemd, where it started the gateway as <c>Type=notify</c>, that everything runs and later that it ends: what
/// depends on the gateway then starts neither too early nor against a gateway that is going (sd_notify(3)).
/// </summary>
public sealed partial class SystemdNotice(ILogger<SystemdNotice> log) : IHostedLifecycleService
{
    private const string Variable = "NOTIFY_SOCKET";

    public Task StartedAsync(CancellationToken cancellationToken) => Send("READY=1"u8);

    public Task StoppingAsync(CancellationToken cancellationToken) => Send("STOPPING=1"u8);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task Send(ReadOnlySpan<byte> state)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 1 } path) return Task.CompletedTask;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(state, new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path)); // @ stands for the abstract name space
        }
        catch (SocketException e)
        {
            LogUnheard(path, e.Message);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "systemd at {Path} could not be told how far the gateway is: {Cause}")]
    private partial void LogUnheard(string path, string cause);
}
