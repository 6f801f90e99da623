using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Configuration.Boards;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Pki.Change;

/// <summary>
/// Lets one CA follow on another without losing a board. Begun: boards are given both by their configuration, each tries
/// them and says so. Finished: the gateway shows a certificate of the new one, and boards are given that alone. Who has not
/// heard of the new one by then is refused, and refuses. Client certificates of the old one hold on.
/// </summary>
public sealed class CaChange(
    GatewayCertificates certificates, ITrustBundle bundle, BoardConfigs configs, IStore store, BrokerOptions options, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Whether boards trust this CA: not where they come to another broker, or to a certificate that the settings name.</summary>
    public bool ConcernsBoards => ReferenceEquals(bundle, certificates);

    /// <summary>
    /// Why a change must not begin; null where it may. Another broker that shows a certificate of this CA, as in compose.yaml,
    /// goes on showing it, and its boards are not told: with the new CA, from its next certificate on, none would connect.
    /// </summary>
    public string? Obstacle => !ConcernsBoards && IsTrustedElsewhere
        ? "Boards trust this CA at the broker that Mqtt:Host names, which gets no new certificate with the change, and they would not be told of it: a new CA would cut them all off. The CA stays as it is; a new one takes a new installation, and boards provisioned anew."
        : null;

    private bool IsTrustedElsewhere
    {
        get
        {
            if (bundle.Pem is not { } pem) return false;
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPem(pem);
            return trusted.Any(one => one.RawDataMemory.Span.SequenceEqual(certificates.Authority.RawDataMemory.Span));
        }
    }

    /// <summary>Every approved device that was heard of within the time that the settings give, and where it stands; none while nothing changes.</summary>
    public async Task<IReadOnlyDictionary<string, CaStanding>> StandingsAsync(CancellationToken cancel)
    {
        if (certificates.NextAuthority is null || !ConcernsBoards) return new Dictionary<string, CaStanding>();
        var since = (clock.GetUtcNow() - options.CaChangeWindow).ToUnixTimeMilliseconds();
        var known = (await store.ListConfigsAsync(cancel)).ToDictionary(config => config.DeviceId);
        var trusted = certificates.Pem;
        return (await store.ListDevicesAsync(cancel))
            .Where(device => device.Admission == Admission.Approved && device.LastSeenMs >= since)
            .ToDictionary(device => device.DeviceId, device => CaReadiness.Of(known.GetValueOrDefault(device.DeviceId), trusted));
    }

    /// <summary>False when a change is under way already, or there is an <see cref="Obstacle"/>.</summary>
    /// <exception cref="ConfigTooLargeException">A board's configuration has no room for two: nothing is changed.</exception>
    public async Task<bool> BeginAsync(CancellationToken cancel)
    {
        if (Obstacle is not null || !certificates.BeginChange()) return false;
        try
        {
            await TellAsync(cancel);
        }
        catch (Exception e) when (e is ConfigTooLargeException or StoreUnavailableException)
        {
            certificates.CancelChange(); // nobody has heard of it
            throw;
        }

        await audit.WriteAsync(new AuditEntry(AuditActions.CaBegin, Fingerprint.Of(certificates.NextAuthority!)), cancel);
        return true;
    }

    /// <summary>False when no change is under way.</summary>
    public async Task<bool> CancelAsync(CancellationToken cancel)
    {
        if (!certificates.CancelChange()) return false;
        await TellAsync(cancel);
        await audit.WriteAsync(new AuditEntry(AuditActions.CaCancel, Fingerprint.Of(certificates.Authority)), cancel);
        return true;
    }

    /// <summary>Goes over to the new CA. Boards that are not ready are named and nothing is done, unless it is to be done without them.</summary>
    public async Task<CaFinish> FinishAsync(bool leaveBehind, CancellationToken cancel)
    {
        var waiting = (await StandingsAsync(cancel)).Where(one => one.Value == CaStanding.Waiting).Select(one => one.Key).Order(StringComparer.Ordinal).ToList();
        if (waiting.Count > 0 && !leaveBehind) return new CaFinish(false, waiting);
        if (!certificates.FinishChange()) return new CaFinish(false, []);
        await audit.WriteAsync(new AuditEntry(AuditActions.CaFinish, Fingerprint.Of(certificates.Authority), waiting.Count == 0 ? null : $"left behind: {string.Join(", ", waiting)}"), cancel);
        await TellAsync(cancel); // where the database is away, CaNews does it
        return new CaFinish(true, waiting);
    }

    /// <summary>Brings what boards are given in line with what they are to trust; until the first change that is what provisioning gave them.</summary>
    internal async Task TellAsync(CancellationToken cancel)
    {
        if (!ConcernsBoards) return;
        var given = JsonNode.Parse(await configs.LayerAsync(ConfigLayer.Gateway, cancel))![CaReadiness.Key]?.GetValue<string>();
        if (given == certificates.Pem || (given is null && certificates.NextAuthority is null)) return;
        await configs.SetLayerAsync(ConfigLayer.Gateway, new JsonObject { [CaReadiness.Key] = certificates.Pem }, cancel);
    }
}
