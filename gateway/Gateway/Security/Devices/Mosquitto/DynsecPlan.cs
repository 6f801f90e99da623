using System.Text.Json.Nodes;

namespace Nanofleet.Gateway.Security.Devices.Mosquitto;

/// <summary>
/// What must be said to the plugin so that it has what the database says. It can be told everything but a password: that is
/// known only when it is made, so an account that the broker has lost stays missing.
/// </summary>
/// <param name="Commands">In the order in which they can be carried out.</param>
/// <param name="Missing">Accounts that the broker should have and has not.</param>
public sealed record DynsecPlan(IReadOnlyList<JsonObject> Commands, IReadOnlyList<string> Missing)
{
    public static DynsecPlan Make(IEnumerable<DeviceAccount> accounts, IEnumerable<DynsecClient> clients, IEnumerable<DynsecRole> roles, DynsecRoles rights)
    {
        List<JsonObject> commands = [];
        List<string> missing = [];
        var ours = clients.Where(client => client.Roles.Any(rights.IsDevices)).ToDictionary(client => client.User);
        var known = roles.Where(role => rights.IsDevices(role.Name)).ToDictionary(role => role.Name);
        foreach (var account in accounts)
        {
            SetRole(rights.Of(account.DeviceId, account.Group), known.Remove(rights.NameOf(account.DeviceId), out var role) ? role : null, commands);
            foreach (var slot in new[] { 0, 1 }.Where(slot => account.In(slot) is not null))
            {
                var user = DeviceUser.Of(account.DeviceId, slot);
                if (!ours.Remove(user, out var client)) missing.Add(user);
                else if (client.IsDisabled == account.IsWelcome) commands.Add(account.IsWelcome ? DynsecCommands.EnableClient(user) : DynsecCommands.DisableClient(user));
            }
        }

        commands.AddRange(ours.Keys.Select(DynsecCommands.DeleteClient));
        commands.AddRange(known.Keys.Select(DynsecCommands.DeleteRole));
        return new DynsecPlan(commands, missing);
    }

    private static void SetRole(DynsecRole wanted, DynsecRole? known, List<JsonObject> commands)
    {
        if (known is null) commands.Add(DynsecCommands.CreateRole(wanted));
        else if (!known.IsSame(wanted)) commands.Add(DynsecCommands.ModifyRole(wanted));
    }
}
