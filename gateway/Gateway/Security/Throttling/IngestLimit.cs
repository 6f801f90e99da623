using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>
/// The measure of devices behind another broker, whose connections are not ours to hold back: what is over it is answered
/// and not stored. A board of ours has then not been told that it is stored, keeps it, and is asked for it by its number.
/// </summary>
public sealed class IngestLimit(DeviceBudgets budgets, MqttOptions mqtt)
{
    private readonly bool _isOn = budgets.IsOn && !mqtt.IsEmbedded;

    public bool Admits(Inbound inbound, int bytes)
    {
        if (!_isOn || inbound.DeviceId.Length == 0) return true;
        var data = inbound as DataInbound;
        return budgets.Of(inbound.DeviceId).TryTake(bytes, isState: data is null && inbound is not HeartbeatInbound, isNumbered: data?.Boot is not null);
    }
}
