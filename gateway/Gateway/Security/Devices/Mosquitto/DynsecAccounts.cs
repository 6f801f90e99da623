using System.Text.Json.Nodes;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;

namespace Nanofleet.Gateway.Security.Devices.Mosquitto;

/// <summary>
/// Keeps the accounts of devices at a Mosquitto with its dynamic security plugin. In place of password and ACL files, because
/// the plugin takes changes over MQTT and at once, cuts off whom it must, and writes them down itself: a gateway in a
/// container of its own can neither write the broker's files nor tell it to read them. What the broker has is brought into
/// line with the database whenever either comes up, at each change, and now and then.
/// </summary>
public sealed partial class DynsecAccounts(DynsecLink link, DeviceAccounts accounts, SchemaReady schema, MqttOptions mqtt, TimeProvider clock, ILogger<DynsecAccounts> log)
    : BackgroundService, IBrokerAccounts
{
    private const int AtOnce = 50;
    private const int PageSize = 200;
    private const int Named = 5;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly DynsecRoles _rights = new(mqtt.Namespace ?? "", mqtt.SingularRoot);
    private readonly WakeSignal _wake = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private string _told = "";

    public string? Problem => null;

    /// <summary>
    /// Beside the account in force, by the device's other name, and all within one turn: whichever of the two the database
    /// does not have afterwards is a leftover, and is removed as such.
    /// </summary>
    public Task ReplaceAsync(string deviceId, string password, Func<int, Task> commit, CancellationToken cancel) => TakeTurnAsync(
        async () =>
        {
            try
            {
                await accounts.RefreshAsync(deviceId, cancel);
                var slot = accounts.Find(deviceId)?.InForce is { } old ? 1 - old.Slot : 0;
                await CreateAsync(deviceId, slot, password, cancel);
                await commit(slot);
            }
            finally
            {
                _wake.Set();
            }
        },
        cancel);

    public Task AddAsync(string deviceId, int slot, string password, CancellationToken cancel) => TakeTurnAsync(() => CreateAsync(deviceId, slot, password, cancel), cancel);

    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        link.CameUp += _wake.Set;
        accounts.Changed += (_, _) => _wake.Set();
        while (true) await _wake.WaitAsync(await TryAlignAsync(stoppingToken) ? Period : RetryAfter, clock, stoppingToken);
    }

    private async Task<bool> TryAlignAsync(CancellationToken cancel)
    {
        try
        {
            await TakeTurnAsync(() => AlignAsync(cancel), cancel);
            Tell("");
            return true;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            Tell(e.Message);
            return false;
        }
    }

    private async Task AlignAsync(CancellationToken cancel)
    {
        await accounts.LoadAsync(cancel); // within the turn: nobody makes an account meanwhile that would look like a leftover
        await SecureAsync(cancel);
        var clients = await ListAsync("listClients", "clients", DynsecCommands.ReadClient, cancel);
        var roles = await ListAsync("listRoles", "roles", DynsecCommands.ReadRole, cancel);
        var plan = DynsecPlan.Make(accounts.All, clients, roles, _rights);
        foreach (var commands in plan.Commands.Chunk(AtOnce)) Check(await link.SendAsync(commands, cancel));
        if (plan.Missing.Count > 0) LogMissing(plan.Missing.Count, string.Join(", ", plan.Missing.Take(Named)));
    }

    /// <summary>Nothing is allowed that no role allows, and the gateway has the rights that it needs itself.</summary>
    private async Task SecureAsync(CancellationToken cancel)
    {
        var access = Check(await link.SendAsync([DynsecCommands.GetDefaultAccess()], cancel))[0]["data"]!["acls"]!.AsArray();
        var isSet = DynsecCommands.DefaultAccess.All(wanted => access.Any(one => (string)one!["acltype"]! == wanted.Type && (bool)one["allow"]! == wanted.IsAllowed));
        if (!isSet) Check(await link.SendAsync([DynsecCommands.SetDefaultAccess()], cancel));
        var own = _rights.Gateway;
        var role = await FindRoleAsync(own.Name, cancel);
        if (role is null) Check(await link.SendAsync([DynsecCommands.CreateRole(own)], cancel));
        else if (!role.IsSame(own)) Check(await link.SendAsync([DynsecCommands.ModifyRole(own)], cancel));
        // It sends the gateway away once, which then comes back with the role: so only where it is missing, and whatever it answers: what is said twice is an error there.
        if (await FindAsync(mqtt.User!, cancel) is { } self && !self.Roles.Contains(own.Name)) await link.SendAsync([DynsecCommands.AddClientRole(mqtt.User!, own.Name)], cancel);
    }

    private async Task CreateAsync(string deviceId, int slot, string password, CancellationToken cancel)
    {
        var (user, role) = (DeviceUser.Of(deviceId, slot), _rights.Of(deviceId, accounts.Find(deviceId)?.Group));
        await RemoveAsync(user, cancel);
        if (await FindRoleAsync(role.Name, cancel) is null) Check(await link.SendAsync([DynsecCommands.CreateRole(role)], cancel));
        Check(await link.SendAsync([DynsecCommands.CreateClient(user, password, deviceId, role.Name)], cancel));
    }

    private async Task RemoveAsync(string user, CancellationToken cancel)
    {
        if (await FindAsync(user, cancel) is not { } client) return;
        if (!client.Roles.Any(_rights.IsDevices)) throw new BrokerAccountsException($"The broker has an account '{user}' that the gateway has not made; remove it there, or choose another device_id.");
        Check(await link.SendAsync([DynsecCommands.DeleteClient(user)], cancel));
    }

    private async Task<DynsecClient?> FindAsync(string user, CancellationToken cancel) =>
        (await link.SendAsync([DynsecCommands.GetClient(user)], cancel))[0]["data"]?["client"] is { } client ? DynsecCommands.ReadClient(client) : null;

    private async Task<DynsecRole?> FindRoleAsync(string name, CancellationToken cancel) =>
        (await link.SendAsync([new JsonObject { ["command"] = "getRole", ["rolename"] = name }], cancel))[0]["data"]?["role"] is { } role ? DynsecCommands.ReadRole(role) : null;

    private async Task<List<T>> ListAsync<T>(string command, string member, Func<JsonNode, T> read, CancellationToken cancel)
    {
        List<T> all = [];
        while (true)
        {
            var page = Check(await link.SendAsync([DynsecCommands.List(command, all.Count, PageSize)], cancel))[0]["data"]![member]!.AsArray();
            all.AddRange(page.Select(one => read(one!)));
            if (page.Count < PageSize) return all;
        }
    }

    private static IReadOnlyList<JsonObject> Check(IReadOnlyList<JsonObject> answers)
    {
        var wrong = answers.FirstOrDefault(answer => answer["error"] is not null);
        return wrong is null ? answers : throw new BrokerAccountsException($"The broker has refused {(string?)wrong["command"]}: {(string?)wrong["error"]}.");
    }

    private async Task TakeTurnAsync(Func<Task> work, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What lasts is told once.</summary>
    private void Tell(string problem)
    {
        if (problem == _told) return;
        _told = problem;
        if (problem.Length > 0) LogProblem(problem);
        else LogAligned();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The accounts of devices at the broker could not be brought up to date, and that is tried again: {Cause}")]
    private partial void LogProblem(string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "The accounts of devices at the broker are up to date again.")]
    private partial void LogAligned();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker has lost {Count} accounts of devices ({Some} …): only it had their passwords. Give it its dynamic-security.json back from a backup, or register these boards again.")]
    private partial void LogMissing(int count, string some);
}
