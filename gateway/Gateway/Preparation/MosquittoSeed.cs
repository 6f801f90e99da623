using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Nanofleet.Gateway.Security.Devices.Mosquitto;

namespace Nanofleet.Gateway.Preparation;

/// <summary>
/// The file with which Mosquitto's dynamic security plugin begins: nobody but the gateway, which may do all and makes the
/// accounts of boards. It has the role already that the gateway would give itself, and be sent away for once. The plugin keeps
/// the file from then on.
/// </summary>
internal static class MosquittoSeed
{
    /// <summary>The password is random and long, so that many rounds would win nothing; Mosquitto's own number.</summary>
    private const int Iterations = 101;
    private const int SaltBytes = 12;
    private const int HashBytes = 64;

    private const string Role = "gateway";

    /// <summary># does not hold topics that begin with $.</summary>
    private static readonly string[] Topics = ["#", "$CONTROL/dynamic-security/#", "$SYS/#"];

    private static readonly string[] Rights = ["publishClientSend", "publishClientReceive", "subscribePattern", "unsubscribePattern"];

    public static string Accounts(string user, string password, DynsecRole gateway)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA512, HashBytes);
        var client = new JsonObject
        {
            ["username"] = user,
            ["textName"] = "The gateway",
            ["roles"] = new JsonArray(new JsonObject { ["rolename"] = Role }, new JsonObject { ["rolename"] = gateway.Name }),
            ["password"] = Convert.ToBase64String(hash),
            ["salt"] = Convert.ToBase64String(salt),
            ["iterations"] = Iterations,
        };
        return new JsonObject
        {
            ["clients"] = new JsonArray(client),
            ["roles"] = new JsonArray(
                RoleOf(Role, Rights.SelectMany(right => Topics, Acl)),
                RoleOf(gateway.Name, gateway.Acls.Select(acl => Acl(acl.Type, acl.Topic)))),
            ["defaultACLAccess"] = new JsonObject { ["publishClientSend"] = false, ["publishClientReceive"] = true, ["subscribe"] = false, ["unsubscribe"] = true },
        }.ToJsonString();
    }

    private static JsonObject RoleOf(string name, IEnumerable<JsonNode> acls) => new() { ["rolename"] = name, ["acls"] = new JsonArray([.. acls]) };

    private static JsonObject Acl(string right, string topic) => new() { ["acltype"] = right, ["topic"] = topic, ["allow"] = true };
}
