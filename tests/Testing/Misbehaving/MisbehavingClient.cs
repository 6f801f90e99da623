using System.Net;
using System.Net.Sockets;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Testing.Misbehaving;

/// <summary>One connection of a client that does not keep to the rules, or keeps to them as nobody should.</summary>
internal sealed class MisbehavingClient(int port, int number, int round, CancellationToken cancel) : IDisposable
{
    private const string FloodTopic = "flood/all";

    private static readonly TimeSpan Staying = TimeSpan.FromSeconds(1);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };

    /// <summary>Announces a megabyte and sends a few bytes of it, slowly.</summary>
    public async Task SendHalfAPacketAsync()
    {
        await ConnectAsync();
        await SendAsync([0x30, 0xF0, 0xFF, 0x3F, 0, 1, (byte)'h']);
        for (var i = 0; i < 20; i++)
        {
            await SendAsync(new byte[1000]);
            await Task.Delay(Staying / 10, cancel);
        }
    }

    public async Task SendHalfAConnectAsync()
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port, cancel);
        await SendAsync(Connect(4)[..9]);
        await Task.Delay(Staying, cancel);
    }

    /// <summary>Subscribes to what the floods publish, and to what they leave behind, and reads nothing.</summary>
    public async Task NeverReadAsync()
    {
        await ConnectAsync();
        await SendAsync(Subscribe("flood/#", 1));
        await Task.Delay(Staying * 5, cancel);
    }

    /// <summary>As fast as the socket takes it. At QoS 1 it reads no answer.</summary>
    public async Task FloodAsync(int qos)
    {
        await ConnectAsync();
        byte[] identifier = qos == 0 ? [] : [0, 1];
        var one = LoadPacket.Frame((byte)(0x30 | qos << 1), [.. LoadPacket.Text(FloodTopic), .. identifier, .. new byte[200]]);
        var many = Enumerable.Repeat(one, 200).SelectMany(packet => packet).ToArray();
        while (true) await SendAsync(many);
    }

    public async Task LeaveAtOnceAsync()
    {
        await ConnectAsync();
        if (round % 2 == 0) _socket.LingerState = new LingerOption(true, 0); // reset
    }

    /// <summary>A retained message on a topic of 60 KB, and ever another one.</summary>
    public async Task UseHugeTopicsAsync()
    {
        await ConnectAsync();
        for (var i = 0; i < 50; i++)
        {
            var topic = $"flood/{number}/{i}/" + new string('x', 60_000);
            await SendAsync(LoadPacket.Frame(0x31, [.. LoadPacket.Text(topic), (byte)'r']));
        }
        await Task.Delay(Staying / 10, cancel);
    }

    /// <summary>Two thousand filters with wildcards, and away with them by leaving.</summary>
    public async Task SubscribeToThousandsAsync()
    {
        await ConnectAsync();
        for (var i = 0; i < 2000; i++) await SendAsync(Subscribe($"+/{number}/{i}/#", 1));
        await Task.Delay(Staying / 10, cancel);
    }

    public async Task MakeNoiseAsync()
    {
        await ConnectAsync();
        var noise = new byte[10_000];
        new Random(number * 1000 + round).NextBytes(noise);
        await SendAsync(noise);
        await Task.Delay(Staying / 10, cancel);
    }

    /// <summary>All of this manner use the same identifier and throw each other out.</summary>
    public async Task TakeOverAsync()
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port, cancel);
        await SendAsync(LoadPacket.Frame(0x10, [.. LoadPacket.Text("MQTT"), 5, 0, 0, 0, 5, 0x11, 0, 0, 0, 10, .. LoadPacket.Text("bad-same")]));
        await SendAsync(LoadPacket.Frame(0x82, [0, 1, 0, .. LoadPacket.Text("flood/#"), 1]));
        await Task.Delay(Staying / 50, cancel);
    }

    public void Dispose() => _socket.Dispose();

    private async Task ConnectAsync()
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port, cancel);
        await SendAsync(Connect(4));
        var answer = new byte[4];
        for (var length = 0; length < answer.Length;)
        {
            var count = await _socket.ReceiveAsync(answer.AsMemory(length), SocketFlags.None, cancel);
            if (count == 0) throw new IOException("refused");
            length += count;
        }
    }

    private async Task SendAsync(byte[] bytes)
    {
        await Task.Yield(); // it is to be unfair to the broker, not to the other clients of its own process
        for (var sent = 0; sent < bytes.Length;) sent += await _socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None, cancel);
    }

    private byte[] Connect(byte version) => LoadPacket.Frame(0x10, [.. LoadPacket.Text("MQTT"), version, 2, 0, 0, .. LoadPacket.Text($"bad-{number}")]);

    private static byte[] Subscribe(string filter, byte qos) => LoadPacket.Frame(0x82, [0, 1, .. LoadPacket.Text(filter), qos]);
}
