using System.Text;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;

namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>Finds the measure of the device that a topic belongs to, whoever publishes to it. Allocates nothing for one that is known.</summary>
internal sealed class TopicBudgets(DeviceBudgets budgets, MqttOptions mqtt)
{
    private readonly byte[][] _beginnings = [.. Roots(mqtt).Select(root => Encoding.UTF8.GetBytes(root + "/"))];

    /// <summary>What stands before the ids of devices, without the slash.</summary>
    public static IReadOnlyList<string> Roots(MqttOptions mqtt) => [.. new[] { Topics.Root, Topics.SingularRoot }.Select(root => Topics.Under(mqtt.Namespace ?? "", root))];

    /// <summary>Null where it is no device's.</summary>
    /// <param name="topic">UTF-8.</param>
    public DeviceBudget? Of(ReadOnlySpan<byte> topic)
    {
        foreach (var beginning in _beginnings)
        {
            if (!topic.StartsWith(beginning)) continue;
            var rest = topic[beginning.Length..];
            var end = rest.IndexOf((byte)'/');
            if (end is <= 0 or > Limits.DeviceId) break;
            Span<char> deviceId = stackalloc char[Limits.DeviceId];
            return Encoding.ASCII.TryGetChars(rest[..end], deviceId, out var length) ? budgets.Of(deviceId[..length]) : null;
        }

        return null;
    }
}
