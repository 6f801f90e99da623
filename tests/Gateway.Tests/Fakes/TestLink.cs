using System.Net;
using System.Text;
using System.Threading.Channels;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>A way to a broker that goes up and down as the test says, and keeps what was published.</summary>
public sealed class TestLink : IBrokerLink, IMqttBus, IHostedService
{
    private readonly Channel<(string Topic, string Payload, bool Retain)> _published = Channel.CreateUnbounded<(string, string, bool)>();

    public event Action? CameUp;

    public IMqttBus Bus => this;

    public bool IsUp { get; set; } = true;

    public string? Problem => IsUp ? null : "The test has no broker.";

    public bool PubackMeansStored => false;

    public string Address => "nowhere";

    public IPEndPoint? EndPoint => null;

    /// <summary>Messages that nobody has asked for.</summary>
    public int Waiting => _published.Reader.Count;

    public void ComeUp()
    {
        IsUp = true;
        CameUp?.Invoke();
    }

    public async Task<(string Topic, string Payload, bool Retain)> NextAsync() => await _published.Reader.ReadAsync(Patience.Cancel).AsTask().InTime();

    public ValueTask<MqttReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, MqttQoS qos = MqttQoS.AtMostOnce, bool retain = false, CancellationToken cancel = default)
    {
        if (!IsUp) throw new MqttConnectionException("The test has no broker.");
        _published.Writer.TryWrite((topic, Encoding.UTF8.GetString(payload.Span), retain));
        return ValueTask.FromResult(MqttReasonCode.Success);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
