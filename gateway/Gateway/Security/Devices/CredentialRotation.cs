using System.Collections.Concurrent;
using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Configuration.Boards;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// Gives a device that runs another password. It gets the new one as a setting that it tries and by itself takes back where
/// nothing comes through with it; meanwhile both are valid. The old one ends when the board has said that the new one is
/// applied, and the new one ends when the board says that it is not, or says nothing for too long.
/// </summary>
public sealed partial class CredentialRotation(
    ICredentialStore credentials, IStore store, DeviceAccounts accounts, CredentialLayers layers, IBrokerAccounts broker, IAuditLog audit,
    MqttOptions mqtt, DevicesOptions options, SchemaReady schema, TimeProvider clock, ILogger<CredentialRotation> log) : StoreChore(schema, clock, log)
{
    private const string Gateway = "gateway";

    private readonly TimeProvider _clock = clock;
    private readonly ILogger _log = log;
    private readonly ConcurrentDictionary<string, int> _seen = [];
    private readonly ConcurrentDictionary<string, RotationEnd> _ended = [];

    protected override TimeSpan Period { get; } = TimeSpan.FromSeconds(2);

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>How the last change of this device's password ended, as far as this process knows.</summary>
    public RotationEnd? LastEnd(string deviceId) => _ended.GetValueOrDefault(deviceId);

    /// <summary>The device has connected with the password of this slot.</summary>
    public void Saw(DeviceAccount account, int slot) => _seen[account.DeviceId] = slot;

    /// <exception cref="BrokerAccountsException">The broker has not taken the new account; nothing is changed.</exception>
    public async Task<RotationStart> BeginAsync(string deviceId, CancellationToken cancel)
    {
        await accounts.RefreshAsync(deviceId, cancel);
        if (accounts.Find(deviceId)?.InForce is not { } old) return RotationStart.NoCredentials;
        if (!accounts.Find(deviceId)!.IsWelcome) return RotationStart.NotApproved;
        var (slot, password) = (1 - old.Slot, DevicePassword.Create());
        var until = NowMs + (long)options.RotationPatience.TotalMilliseconds;
        if (!await credentials.AddTrialAsync(deviceId, DevicePassword.Hash(password, slot, NowMs, until), cancel)) return RotationStart.UnderWay;
        try
        {
            await broker.AddAsync(deviceId, slot, password, cancel);
            await accounts.RefreshAsync(deviceId, cancel);
            await layers.TryAsync(deviceId, DeviceUser.Of(deviceId, slot), password, cancel);
        }
        catch (Exception e) when (e is BrokerAccountsException or ConfigTooLargeException)
        {
            await TakeBackAsync(deviceId, cancel);
            throw;
        }

        _ended.TryRemove(deviceId, out _);
        await audit.WriteAsync(new AuditEntry(AuditActions.Rotate, deviceId), cancel);
        return RotationStart.Begun;
    }

    /// <summary>Takes all credentials away and cuts the device off; false where it has none.</summary>
    public async Task<bool> RevokeAsync(string deviceId, CancellationToken cancel)
    {
        if (!await credentials.RevokeAsync(deviceId, cancel)) return false;
        await accounts.RefreshAsync(deviceId, cancel);
        await layers.ForgetAsync(deviceId, cancel);
        await audit.WriteAsync(new AuditEntry(AuditActions.Revoke, deviceId), cancel);
        return true;
    }

    protected override async Task DoAsync(CancellationToken cancel)
    {
        foreach (var account in accounts.All)
            if (account.OnTrial is { } trial) await JudgeAsync(account.DeviceId, trial, cancel);
    }

    private async Task JudgeAsync(string deviceId, CredentialRecord trial, CancellationToken cancel)
    {
        // Before it is told, what it says is still its word on an earlier change.
        var isTold = await layers.HasAsync(deviceId, DeviceUser.Of(deviceId, trial.Slot), cancel);
        var said = isTold && await store.FindConfigAsync(deviceId, cancel) is { } config ? Answer(config) : null;
        if (said is "" && (!mqtt.IsEmbedded || _seen.GetValueOrDefault(deviceId, -1) == trial.Slot)) await KeepAsync(deviceId, cancel);
        else if (said is { Length: > 0 }) await GiveUpAsync(deviceId, said, cancel);
        else if (NowMs > trial.TrialUntilMs) await GiveUpAsync(deviceId, $"the board has not applied it within {options.RotationPatience}", cancel);
    }

    /// <summary>What the board says of the document in which its new password is: empty for applied, a reason for not, null for nothing yet.</summary>
    private static string? Answer(ConfigRecord config)
    {
        if (config.ReportedJson is null) return null;
        using var report = JsonDocument.Parse(config.ReportedJson);
        if (Member(report.RootElement, "version", JsonValueKind.Number) is not { } version || !version.TryGetInt64(out var number) || number != config.Version) return null;
        var state = Text(report.RootElement, "state");
        if (state is ConfigStates.Reverted or ConfigStates.Refused) return $"the board has {state} it: {Text(report.RootElement, "reason") ?? "without a reason"}";
        if (state != ConfigStates.Applied || Member(report.RootElement, "results", JsonValueKind.Object) is not { } results) return null;
        var code = Member(results, CredentialLayers.PasswordKey, JsonValueKind.Object) is { } result ? Text(result, "code") : null;
        return code == ConfigCodes.Applied ? "" : $"the board answers {code ?? "nothing"} for {CredentialLayers.PasswordKey}";
    }

    private static string? Text(JsonElement element, string name) => Member(element, name, JsonValueKind.String)?.GetString();

    /// <summary>Null where it is absent or of another kind: a report is what the device likes to write, and one must not keep the others from being judged.</summary>
    private static JsonElement? Member(JsonElement element, string name, JsonValueKind kind) =>
        element.TryGetProperty(name, out var member) && member.ValueKind == kind ? member : null;

    /// <summary>The layers first: repeated after a crash in between, they do not change any more, and the credential still is on trial.</summary>
    private async Task KeepAsync(string deviceId, CancellationToken cancel)
    {
        await layers.KeepAsync(deviceId, cancel);
        if (await credentials.KeepTrialAsync(deviceId, cancel)) await EndAsync(deviceId, new RotationEnd(true, "the board uses its new password", _clock.GetUtcNow()), cancel);
        await accounts.RefreshAsync(deviceId, cancel);
    }

    private async Task GiveUpAsync(string deviceId, string why, CancellationToken cancel)
    {
        if (await TakeBackAsync(deviceId, cancel)) await EndAsync(deviceId, new RotationEnd(false, why, _clock.GetUtcNow()), cancel);
    }

    private async Task<bool> TakeBackAsync(string deviceId, CancellationToken cancel)
    {
        await layers.DropAsync(deviceId, cancel);
        var isDropped = await credentials.DropTrialAsync(deviceId, cancel);
        await accounts.RefreshAsync(deviceId, cancel);
        return isDropped;
    }

    private async Task EndAsync(string deviceId, RotationEnd end, CancellationToken cancel)
    {
        _ended[deviceId] = end;
        LogEnded(_log, deviceId, end.IsKept ? "changed" : "not changed", end.Why);
        await audit.WriteAsync(new AuditEntry(AuditActions.RotateEnd, deviceId, end.Why) { Actor = Gateway, Outcome = end.IsKept ? AuditOutcome.Done : AuditOutcome.Failed }, cancel);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The password of {DeviceId} is {Changed}: {Why}.")]
    private static partial void LogEnded(ILogger log, string deviceId, string changed, string why);
}
