using System.Net;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>A broker that cannot be reached.</summary>
public sealed class DeadLink : IBrokerLink, IMqttBus, IHostedService
{
    public event Action? CameUp
    {
        add { }
        remove { }
    }

    public IMqttBus Bus => this;

    public bool IsUp => false;

    public string? Problem => "The test has no broker.";

    public bool PubackMeansStored => false;

    public string Address => "nowhere";

    public IPEndPoint? EndPoint => null;

    public ValueTask<MqttReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, MqttQoS qos = MqttQoS.AtMostOnce, bool retain = false, CancellationToken cancel = default) =>
        throw new MqttConnectionException("The test has no broker.");

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
