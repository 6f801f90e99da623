using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Channel;

namespace Nanofleet.Mqtt.MqttNet;

/// <summary>A stream as MQTTnet's channel: it stands already, and ends when it is disposed.</summary>
internal sealed class StreamChannel(Stream stream) : IMqttChannel
{
    public X509Certificate2 ClientCertificate => null!;
    public EndPoint RemoteEndPoint => null!;
    public EndPoint LocalEndPoint => null!;
    public bool IsSecureConnection => false;

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task DisconnectAsync(CancellationToken cancellationToken) => await stream.DisposeAsync();

    public Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => stream.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public async Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken)
    {
        foreach (var part in buffer) await stream.WriteAsync(part, cancellationToken);
        if (isEndOfPacket) await stream.FlushAsync(cancellationToken);
    }

    public void Dispose() => stream.Dispose();
}
