using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Security.Pki.Clients;

/// <summary>Sends a client away from the gateway's own broker at once when its certificate is revoked.</summary>
internal sealed class RevocationCutter(KnownCertificates known, MqttBroker broker) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        known.Revoked += Cut;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        known.Revoked -= Cut;
        return Task.CompletedTask;
    }

    private void Cut(string serial) => broker.Disconnect(peer => peer.Certificate?.SerialNumber == serial);
}
