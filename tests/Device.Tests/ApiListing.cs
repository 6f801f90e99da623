using System.Reflection;
using System.Text.RegularExpressions;

namespace Nanofleet.Device.Tests;

/// <summary>The board's public surface as its listing has it: one signature a line, and one head a type.</summary>
internal sealed class ApiListing
{
    private static readonly Regex Head = new(@"^(?<name>[\w.]+): (?<kind>(?:static |abstract |sealed )*(?:class|struct|interface|enum)) \w+(?: : (?<bases>.*))?$");

    private readonly HashSet<string> _members = [];
    private readonly Dictionary<string, (string Kind, HashSet<string> Bases)> _types = [];

    internal ApiListing(IEnumerable<string> lines)
    {
        foreach (var line in lines.Select(l => l.Replace("  [Obsolete]", "")))
        {
            var head = Head.Match(line);
            if (head.Success) _types[head.Groups["name"].Value] = (head.Groups["kind"].Value, [.. head.Groups["bases"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries)]);
            else _members.Add(line);
        }
    }

    internal static ApiListing Read(string folder) => new(Directory.GetFiles(folder, "*.txt").SelectMany(File.ReadAllLines));

    /// <summary>What the type shows and the board does not have.</summary>
    internal IEnumerable<string> FaultsOf(Type type)
    {
        var name = Signature.TypeName(type);
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            if (Signature.OfDelegate(type) is var line && !_members.Contains(line)) yield return line;
            yield break;
        }
        if (!_types.TryGetValue(name, out var known))
        {
            yield return $"{name}: no such type on the board";
            yield break;
        }
        if (known.Kind != Signature.KindOf(type)) yield return $"{name}: {Signature.KindOf(type)}, on the board {known.Kind}";
        if (!known.Bases.SetEquals(Signature.BasesOf(type))) yield return $"{name}: from {string.Join(", ", Signature.BasesOf(type))}, on the board from {string.Join(", ", known.Bases)}";
        foreach (var line in Signature.OfMembers(type).Where(line => !_members.Contains(line))) yield return line;
    }
}
