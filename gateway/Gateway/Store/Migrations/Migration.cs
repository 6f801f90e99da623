using System.Globalization;

namespace Nanofleet.Gateway.Store.Migrations;

/// <summary>One numbered script of a database's schema, embedded in the program. A script that was released never changes.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>The scripts of one folder beside this file, in order; they must be numbered 1, 2, 3 without a gap.</summary>
    public static IReadOnlyList<Migration> Of(string folder)
    {
        var prefix = $"{typeof(Migration).Namespace}.{folder}.";
        var migrations = typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource => Read(resource, resource[prefix.Length..]))
            .ToList();
        for (var at = 0; at < migrations.Count; at++)
        {
            if (migrations[at].Version != at + 1) throw new InvalidOperationException($"{migrations[at].Name}: number {at + 1} was expected here");
        }

        return migrations;
    }

    private static Migration Read(string resource, string name)
    {
        using var stream = typeof(Migration).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
