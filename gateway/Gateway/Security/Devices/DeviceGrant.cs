using System.Text;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// What one connected device may do, worked out once at its connect. To ask it for a topic allocates nothing: it is asked
/// for every message.
/// </summary>
public sealed class DeviceGrant
{
    /// <summary>A leaf in UTF-8; of one that ends in a level of any name, what stands before that.</summary>
    private static readonly (byte[] Bytes, bool AnyLevelFollows)[] Leaves =
        [.. DeviceTopics.UpwardLeaves.Select(leaf => leaf.EndsWith('+') ? (Encoding.UTF8.GetBytes(leaf[..^1]), true) : (Encoding.UTF8.GetBytes(leaf), false))];

    private readonly byte[][] _roots;
    private readonly IReadOnlyList<string> _subscribes;
    private volatile bool _isRevoked;

    public DeviceGrant(string ns, bool singularToo, DeviceAccount account, int slot)
    {
        (Account, Slot) = (account, slot);
        _roots = [.. DeviceTopics.Roots(ns, account.DeviceId, singularToo).Select(Encoding.UTF8.GetBytes)];
        _subscribes = DeviceTopics.Subscribes(ns, account.DeviceId, account.Group, singularToo);
    }

    public string DeviceId => Account.DeviceId;

    /// <summary>As it was at the connect.</summary>
    public DeviceAccount Account { get; }

    /// <summary>Of the password that it showed.</summary>
    public int Slot { get; }

    public bool IsRevoked => _isRevoked;

    /// <summary>From now on nothing is allowed: what is still on its way from a client that was sent away is not taken.</summary>
    public void Revoke() => _isRevoked = true;

    /// <param name="topic">UTF-8.</param>
    public bool MayPublish(ReadOnlySpan<byte> topic)
    {
        if (_isRevoked) return false;
        foreach (var root in _roots)
            if (topic.StartsWith(root)) return IsUpward(topic[root.Length..]);
        return false;
    }

    public bool MaySubscribe(string filter)
    {
        if (_isRevoked) return false;
        foreach (var allowed in _subscribes)
            if (FilterCover.IsCovered(filter, allowed)) return true;
        return false;
    }

    private static bool IsUpward(ReadOnlySpan<byte> leaf)
    {
        foreach (var (bytes, anyLevelFollows) in Leaves)
        {
            if (!anyLevelFollows && leaf.SequenceEqual(bytes)) return true;
            if (anyLevelFollows && leaf.StartsWith(bytes) && !leaf[bytes.Length..].Contains((byte)'/')) return true;
        }

        return false;
    }
}
