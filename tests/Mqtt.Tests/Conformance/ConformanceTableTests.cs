using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Nanofleet.Mqtt.Tests.Conformance;

/// <summary>The table in gateway/Mqtt/CONFORMANCE.md: complete, each statement once, and the tests that it names are there.</summary>
public sealed partial class ConformanceTableTests
{
    /// <summary>The numbered statements of MQTT 5.0, appendix B: section, first, last.</summary>
    private const string Version5 = """
        1.5.4 1 3, 1.5.5 1 1, 1.5.7 1 1, 2.1.3 1 1, 2.2.1 2 6, 2.2.2 1 1, 3.1.0 1 2, 3.1.2 1 30, 3.1.3 1 12, 3.1.4 1 6, 3.2.0 1 2, 3.2.2 1 22,
        3.3.1 1 13, 3.3.2 1 20, 3.3.4 1 10, 3.4.2 1 3, 3.5.2 1 3, 3.6.1 1 1, 3.6.2 1 3, 3.7.2 1 3, 3.8.1 1 1, 3.8.3 1 5, 3.8.4 1 8, 3.9.2 1 2,
        3.9.3 1 2, 3.10.1 1 1, 3.10.3 1 2, 3.10.4 1 6, 3.11.2 1 2, 3.11.3 1 2, 3.12.4 1 1, 3.14.0 1 1, 3.14.1 1 1, 3.14.2 1 4, 3.14.4 1 3,
        3.15.1 1 1, 3.15.2 1 3, 4.1.0 1 2, 4.2.0 1 1, 4.3.1 1 1, 4.3.2 1 5, 4.3.3 1 13, 4.4.0 1 2, 4.5.0 1 2, 4.6.0 1 6, 4.7.0 1 1, 4.7.1 1 2,
        4.7.2 1 1, 4.7.3 1 4, 4.8.2 1 6, 4.9.0 1 3, 4.12.0 1 7, 4.12.1 1 2, 4.13.1 1 1, 4.13.2 1 1, 6.0.0 1 4
        """;

    /// <summary>Those of MQTT 3.1.1, appendix B.</summary>
    private const string Version311 = """
        1.5.3 1 3, 2.2.2 1 2, 2.3.1 1 7, 3.1.0 1 2, 3.1.2 1 24, 3.1.3 1 11, 3.1.4 1 5, 3.2.0 1 1, 3.2.2 1 6, 3.3.1 1 12, 3.3.2 1 3, 3.3.4 1 1,
        3.3.5 1 2, 3.6.1 1 1, 3.8.1 1 1, 3.8.3 1 4, 3.8.4 1 6, 3.9.3 1 2, 3.10.1 1 1, 3.10.3 1 2, 3.10.4 1 6, 3.12.4 1 1, 3.14.1 1 1, 3.14.4 1 3,
        4.1.0 1 2, 4.2.0 1 1, 4.3.1 1 1, 4.3.2 1 2, 4.3.3 1 2, 4.4.0 1 1, 4.5.0 1 2, 4.6.0 1 6, 4.7.1 1 3, 4.7.2 1 1, 4.7.3 1 4, 4.8.0 1 2,
        6.0.0 1 4, 7.0.0 1 2, 7.1.1 1 2, 7.1.2 1 2
        """;

    [Theory]
    [InlineData("## MQTT 5.0", Version5, 251)]
    [InlineData("## MQTT 3.1.1", Version311, 144)]
    public void Every_statement_stands_in_the_table_once(string heading, string statements, int count)
    {
        var expected = statements.Split(',').SelectMany(Numbers).ToList();

        Assert.Equal(count, expected.Count);
        Assert.Equal(expected, Rows(heading).Select(row => row[0]));
    }

    [Theory]
    [InlineData("## MQTT 5.0")]
    [InlineData("## MQTT 3.1.1")]
    public void Every_statement_names_tests_that_exist_or_says_why_it_is_out(string heading)
    {
        var tests = typeof(ConformanceTableTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()
            .Where(method => method.GetCustomAttributes<FactAttribute>(inherit: true).Any()).Select(method => $"{type.Name}.{method.Name}")).ToHashSet();

        foreach (var row in Rows(heading))
        {
            var named = TestName().Matches(row[3]).Select(match => match.Groups[1].Value).ToList();
            Assert.True(named.Count > 0 || row[3].StartsWith("out: ", StringComparison.Ordinal), $"{row[0]} names no test");
            Assert.All(named, name => Assert.True(tests.Contains(name), $"{row[0]}: there is no {name}"));
            Assert.Contains(row[1], new[] { "both", "broker", "client" });
        }
    }

    private static IEnumerable<string> Numbers(string range)
    {
        var parts = range.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (var number = int.Parse(parts[1]); number <= int.Parse(parts[2]); number++) yield return $"{parts[0]}-{number}";
    }

    /// <summary>The cells of the rows below a heading.</summary>
    private static List<string[]> Rows(string heading, [CallerFilePath] string here = "")
    {
        var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../gateway/Mqtt/CONFORMANCE.md"));
        return [.. File.ReadLines(file)
            .SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsDigit(line[2]))
            .Select(line => line.Trim('|', ' ').Split(" | "))];
    }

    [GeneratedRegex("`([A-Za-z]+\\.[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
