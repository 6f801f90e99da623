using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Contract;
using Nanofleet.Provision.Boards;
using Nanofleet.Provision.Label;

namespace Nanofleet.Provision.CommandLine;

/// <summary>Judges what concerns one board, be it an option or a column of a batch.</summary>
internal static class BoardValues
{
    // As people write JSON; but a name that stands twice would hide what is meant.
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false };

    private const int LongestSsid = 32; // bytes, IEEE 802.11

    public static string? DeviceId(string name, string? text, Faults faults)
    {
        if (text is not null && !Rules.IsDeviceId(text)) faults.Add($"{name} {text}: must be 1 to 64 of A-Z a-z 0-9 _ -, for instance kitchen.");
        return text;
    }

    public static string? Label(string name, string? path, Faults faults)
    {
        if (path is not null && !LabelFile.IsKnown(path)) faults.Add($"{name} {path}: must end with {string.Join(" or ", LabelFile.Endings)}.");
        return path;
    }

    public static string? Ssid(string name, string? text, Faults faults)
    {
        if (text is not null && Encoding.UTF8.GetByteCount(text) is 0 or > LongestSsid) faults.Add($"{name} {text}: must have 1 to {LongestSsid} bytes.");
        return text;
    }

    /// <summary>The password's length is judged; the password is not shown.</summary>
    public static WifiNetwork Wifi(string name, string ssid, string password, Faults faults)
    {
        if (WifiNetwork.FaultOf(password) is { } fault) faults.Add($"{name}: {fault}.");
        return new WifiNetwork(ssid, password);
    }

    /// <summary>Null with a fault where the file cannot be used.</summary>
    public static JsonObject? Settings(string name, string path, Faults faults)
    {
        if (faults.WholeText(name, path) is not { } text) return null;
        if (JsonText.TryRead(() => JsonNode.Parse(text, documentOptions: Lenient), out var fault) is not { } json)
        {
            faults.Add($"{name} {path}: is not JSON ({fault}); correct it there.");
            return null;
        }

        if (json is not JsonObject settings)
        {
            faults.Add($"{name} {path}: is not a JSON object; write {{\"led_pin\":2}}, for instance.");
            return null;
        }

        foreach (var key in BoardSettings.Reserved(settings)) faults.Add($"{name} {path}: {key} comes from the gateway or from an option of its own; remove it there.");
        return settings;
    }
}
