using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Nanofleet.Contract.Tests;

/// <summary>tests/vectors, read into the Hashtable and ArrayList that the board's JSON library would return.</summary>
internal static class VectorFolder
{
    public static string Tests { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, ".."));

    /// <summary>File names without extension, in one order everywhere.</summary>
    public static string[] Names { get; } = Directory.GetFiles(Path.Combine(Tests, "vectors"), "*.json")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).ToArray();

    public static string Text(string name) => File.ReadAllText(Path.Combine(Tests, "vectors", name + ".json")).ReplaceLineEndings("\n");

    public static Hashtable Parse(string name)
    {
        using var document = JsonDocument.Parse(Text(name));
        return (Hashtable)Convert(document.RootElement)!;
    }

    private static object? Convert(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ConvertObject(element),
        JsonValueKind.Array => new ArrayList(element.EnumerateArray().Select(Convert).ToArray()),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        // Whole numbers are Int32 where they fit and Int64 where not; the cast keeps C# from making both of them Int64.
        _ when element.TryGetInt32(out var small) => small,
        _ when element.TryGetInt64(out var large) => (object)large,
        _ => element.GetDouble(),
    };

    private static Hashtable ConvertObject(JsonElement element)
    {
        var members = new Hashtable();
        foreach (var member in element.EnumerateObject()) members.Add(member.Name, Convert(member.Value));
        return members;
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
