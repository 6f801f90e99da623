using System.Text.Json.Nodes;

namespace Nanofleet.Gateway.Security.Devices.Mosquitto;

/// <summary>The plugin's commands, as its documentation spells them, and what it answers.</summary>
public static class DynsecCommands
{
    public static JsonObject CreateRole(DynsecRole role) => Role("createRole", role);

    /// <summary>Sends away whoever has the role: its subscriptions are made anew, by the new rights.</summary>
    public static JsonObject ModifyRole(DynsecRole role) => Role("modifyRole", role);

    public static JsonObject DeleteRole(string name) => new() { ["command"] = "deleteRole", ["rolename"] = name };

    /// <param name="clientId">The only client identifier that may use the account.</param>
    public static JsonObject CreateClient(string user, string password, string clientId, string role) => new()
    {
        ["command"] = "createClient", ["username"] = user, ["password"] = password, ["clientid"] = clientId, ["roles"] = new JsonArray(new JsonObject { ["rolename"] = role }),
    };

    public static JsonObject DeleteClient(string user) => Client("deleteClient", user);

    /// <summary>Sends it away, too.</summary>
    public static JsonObject DisableClient(string user) => Client("disableClient", user);

    public static JsonObject EnableClient(string user) => Client("enableClient", user);

    public static JsonObject GetClient(string user) => Client("getClient", user);

    public static JsonObject AddClientRole(string user, string role) => new() { ["command"] = "addClientRole", ["username"] = user, ["rolename"] = role };

    public static JsonObject List(string what, int offset, int count) => new() { ["command"] = what, ["verbose"] = true, ["offset"] = offset, ["count"] = count };

    public static JsonObject GetDefaultAccess() => new() { ["command"] = "getDefaultACLAccess" };

    /// <summary>What no role allows is not allowed; to receive what one may have subscribed to, and to end that, always is.</summary>
    public static JsonObject SetDefaultAccess() => new()
    {
        ["command"] = "setDefaultACLAccess",
        ["acls"] = new JsonArray([.. DefaultAccess.Select(one => new JsonObject { ["acltype"] = one.Type, ["allow"] = one.IsAllowed })]),
    };

    public static IReadOnlyList<(string Type, bool IsAllowed)> DefaultAccess { get; } =
        [("publishClientSend", false), ("publishClientReceive", true), ("subscribe", false), ("unsubscribe", true)];

    public static DynsecClient ReadClient(JsonNode client) => new(
        (string)client["username"]!, (bool?)client["disabled"] ?? false, [.. (client["roles"] as JsonArray ?? []).Select(role => (string)role!["rolename"]!)]);

    public static DynsecRole ReadRole(JsonNode role) => new(
        (string)role["rolename"]!, [.. (role["acls"] as JsonArray ?? []).Where(acl => (bool?)acl!["allow"] == true).Select(acl => new DynsecAcl((string)acl!["acltype"]!, (string)acl["topic"]!))]);

    private static JsonObject Role(string command, DynsecRole role) => new()
    {
        ["command"] = command,
        ["rolename"] = role.Name,
        ["acls"] = new JsonArray([.. role.Acls.Select(acl => new JsonObject { ["acltype"] = acl.Type, ["topic"] = acl.Topic, ["priority"] = 0, ["allow"] = true })]),
    };

    private static JsonObject Client(string command, string user) => new() { ["command"] = command, ["username"] = user };
}
