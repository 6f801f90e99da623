using System.Text;
using Nanofleet.Contract;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>
/// Holds one client of the gateway's own broker to the measure of the device for which it publishes. A board is that device
/// itself; a program, or an older fleet behind one account, may publish for many, each with a measure of its own.
/// </summary>
internal sealed class ClientThrottle : IMqttThrottle
{
    private readonly DeviceBudgets _budgets;
    private readonly byte[][] _roots;
    private readonly DeviceBudget _ofClient;
    private readonly bool _isDevice;

    /// <param name="roots">What stands before the device's id in topics, with the slash; the same for all clients.</param>
    public ClientThrottle(DeviceBudgets budgets, byte[][] roots, string clientId, bool isDevice) =>
        (_budgets, _roots, _isDevice, _ofClient) = (budgets, roots, isDevice, budgets.Of(clientId));

    public TimeSpan Take(ReadOnlySpan<byte> topic, int bytes) => (_isDevice ? _ofClient : BudgetOf(topic)).Hold(bytes);

    private DeviceBudget BudgetOf(ReadOnlySpan<byte> topic)
    {
        foreach (var root in _roots)
        {
            if (!topic.StartsWith(root)) continue;
            var rest = topic[root.Length..];
            var end = rest.IndexOf((byte)'/');
            if (end is <= 0 or > Limits.DeviceId) break;
            Span<char> deviceId = stackalloc char[Limits.DeviceId];
            return Encoding.ASCII.TryGetChars(rest[..end], deviceId, out var length) ? _budgets.Of(deviceId[..length]) : _ofClient;
        }

        return _ofClient;
    }
}
