using System.Net;
using System.Security.Cryptography;
using System.Text;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// Decides at the gateway's own broker who comes in and what he may. Devices have credentials and rules of their own; the
/// account of <c>Broker:User</c> is for programs and older fleets and may all; who offers no user name comes in from this
/// machine only, where the settings let him. A client's identifier must be its device's id, exactly: anything looser, such
/// as an id that it begins with, would let one device take over another's session. For the same reason nobody else comes
/// under the id of a device that has credentials, or that is suspended or retired.
/// </summary>
public sealed partial class BrokerAccess
{
    private readonly string _ns;
    private readonly bool _singularToo;
    private readonly BrokerOptions _broker;
    private readonly DeviceAccounts _accounts;
    private readonly PasswordChecks _checks;
    private readonly DeviceRefusals _refusals;
    private readonly ILogger<BrokerAccess> _log;
    private readonly byte[] _sharedPassword;

    public BrokerAccess(MqttOptions mqtt, BrokerOptions broker, DeviceAccounts accounts, PasswordChecks checks, DeviceRefusals refusals, ILogger<BrokerAccess> log)
    {
        (_ns, _singularToo, _broker) = (mqtt.Namespace ?? "", mqtt.SingularRoot, broker);
        (_accounts, _checks, _refusals, _log) = (accounts, checks, refusals, log);
        _sharedPassword = SHA256.HashData(Encoding.UTF8.GetBytes(broker.Password ?? ""));
    }

    /// <summary>A device that has just shown this password; must not wait.</summary>
    public event Action<DeviceAccount, int>? CameIn;

    public ValueTask<MqttReasonCode> AuthenticateAsync(MqttPeer peer, ReadOnlyMemory<byte> password, CancellationToken cancel)
    {
        if (peer.User is null) return new(_broker.LetsAnonymousIn && peer.IsLocal ? AdmitOther(peer) : RefuseStranger(peer, "no user name"));
        if (peer.User == _broker.User) return new(IsSharedPassword(password.Span) ? AdmitOther(peer) : RefuseStranger(peer, peer.User));
        return AuthenticateDeviceAsync(peer, peer.User, password, cancel);
    }

    public MqttReasonCode AuthorizePublish(MqttPeer peer, ReadOnlySpan<byte> topic, MqttQoS qos, bool retain)
    {
        if (peer.Tag is DeviceGrant grant) return grant.MayPublish(topic) ? MqttReasonCode.Success : RefuseTopic(grant, DeviceRefusal.Publish, Encoding.UTF8.GetString(topic));
        return MayAll(peer) ? MqttReasonCode.Success : AuthorizeRestored(peer, topic);
    }

    public MqttReasonCode AuthorizeSubscribe(MqttPeer peer, string filter)
    {
        if (peer.Tag is DeviceGrant grant) return grant.MaySubscribe(filter) ? MqttReasonCode.Success : RefuseTopic(grant, DeviceRefusal.Subscribe, filter);
        return MayAll(peer) ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized;
    }

    /// <summary>
    /// A program, or a board without credentials of its own. While the database has not been read for the first time they come
    /// in under whatever name, as no device does; who then has another's is sent away by <see cref="ConnectionCutter"/>.
    /// </summary>
    private MqttReasonCode AdmitOther(MqttPeer peer)
    {
        if (_accounts.BarredAs(peer.ClientId) is { } admission) return Refuse(peer.ClientId, DeviceRefusal.Connect, $"is {Store.AdmissionText.Of(admission)}");
        if (_accounts.Find(peer.ClientId) is null) return MqttReasonCode.Success;
        Refuse(peer.ClientId, DeviceRefusal.Connect, $"without its own user name and password, from {AddressOf(peer)}");
        return MqttReasonCode.ClientIdentifierNotValid;
    }

    private async ValueTask<MqttReasonCode> AuthenticateDeviceAsync(MqttPeer peer, string user, ReadOnlyMemory<byte> password, CancellationToken cancel)
    {
        if (!_accounts.IsLoaded) return MqttReasonCode.ServerUnavailable; // nobody knows yet; it comes again
        if (!DeviceUser.TryParse(user, out var deviceId, out var slot) || _accounts.Find(deviceId) is not { } account) return RefuseStranger(peer, user);
        if (account.In(slot) is not { } credential || !await _checks.IsRightAsync(deviceId, credential, password, cancel))
        {
            Refuse(deviceId, DeviceRefusal.Connect, $"a wrong password, from {AddressOf(peer)}");
            return MqttReasonCode.BadUserNameOrPassword;
        }

        if (peer.ClientId != deviceId)
        {
            Refuse(deviceId, DeviceRefusal.Connect, $"the client identifier {peer.ClientId}; it must be {deviceId}");
            return MqttReasonCode.ClientIdentifierNotValid;
        }

        if (!account.IsWelcome) return Refuse(deviceId, DeviceRefusal.Connect, $"is {Store.AdmissionText.Of(account.Admission)}");
        peer.Tag = new DeviceGrant(_ns, _singularToo, account, slot);
        CameIn?.Invoke(account, slot);
        return MqttReasonCode.Success;
    }

    /// <summary>The will of a device whose connection was an earlier process's: the broker has kept its name, not what it may.</summary>
    private MqttReasonCode AuthorizeRestored(MqttPeer peer, ReadOnlySpan<byte> topic)
    {
        var isDevice = DeviceUser.TryParse(peer.User!, out var deviceId, out var slot);
        if (!isDevice || _accounts.Find(deviceId) is not { } account || account.In(slot) is null) return MqttReasonCode.NotAuthorized;
        var grant = new DeviceGrant(_ns, _singularToo, account, slot);
        return grant.MayPublish(topic) ? MqttReasonCode.Success : Refuse(deviceId, DeviceRefusal.Publish, Encoding.UTF8.GetString(topic));
    }

    /// <summary>As people know it, also where a listener for IPv6 has taken a client of IPv4.</summary>
    private static string AddressOf(MqttPeer peer) => peer.RemoteEndPoint switch
    {
        IPEndPoint { Address: { IsIPv4MappedToIPv6: true } mapped } => $"{mapped.MapToIPv4()}",
        IPEndPoint { Address: var address } => $"{address}",
        _ => "this machine",
    };

    private bool MayAll(MqttPeer peer) => peer.User is null || peer.User == _broker.User;

    /// <summary>Hashed first, so that the time of the comparison tells nothing of the password, not even its length.</summary>
    private bool IsSharedPassword(ReadOnlySpan<byte> offered) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(offered), _sharedPassword);

    private MqttReasonCode RefuseStranger(MqttPeer peer, string who)
    {
        if (_refusals.Add(DeviceRefusals.Strangers, DeviceRefusal.Connect, $"{who}, from {AddressOf(peer)}") == 1) LogStranger(Ingest.Refusal.Cut(who), AddressOf(peer));
        return MqttReasonCode.BadUserNameOrPassword;
    }

    /// <summary>What a device that was sent away had left behind, such as its will, is not taken, and is no fault of its own to be counted.</summary>
    private MqttReasonCode RefuseTopic(DeviceGrant grant, DeviceRefusal kind, string what) =>
        grant.IsRevoked ? MqttReasonCode.NotAuthorized : Refuse(grant.DeviceId, kind, what);

    /// <summary>The first of each kind is told, the rest is counted: a board tries again for as long as nobody helps it.</summary>
    private MqttReasonCode Refuse(string deviceId, DeviceRefusal kind, string what)
    {
        if (_refusals.Add(deviceId, kind, what) == 1) LogRefused(deviceId, DeviceRefusalText.Of(kind), Ingest.Refusal.Cut(what));
        return MqttReasonCode.NotAuthorized;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker refused {DeviceId} {Kind} {What}. More of the kind are counted, see the device's page.")]
    private partial void LogRefused(string deviceId, string kind, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker refused a client that is no device with credentials: {Who}, from {Remote}. More of the kind are counted.")]
    private partial void LogStranger(string who, string remote);
}
