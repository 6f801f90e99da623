using System.Globalization;

namespace Nanofleet.Fuzz;

/// <summary>The cases in seeds.txt.</summary>
public static class SeedList
{
    public static IEnumerable<(string Target, int Seed)> Read()
    {
        using var text = new StreamReader(typeof(SeedList).Assembly.GetManifestResourceStream("seeds.txt")!);
        while (text.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var words = line.Split(' ', 3);
            yield return (words[0], int.Parse(words[1], CultureInfo.InvariantCulture));
        }
    }
}
