using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nanofleet.Contract.Tests;

/// <summary>The board cannot read files while it tests: Nano.Tests/VectorFiles.cs carries the cases, and must be what the files say.</summary>
public sealed class BoardVectorFileTests
{
    private const string Regenerate = "NANOFLEET_WRITE_VECTORS=1 dotnet test tests/Contract.Tests";

    private static readonly string Target = Path.Combine(VectorFolder.Tests, "Nano.Tests", "VectorFiles.cs");

    [Fact]
    public void VectorFiles_cs_carries_every_case_of_the_vector_files()
    {
        var wanted = Source();
        if (Environment.GetEnvironmentVariable("NANOFLEET_WRITE_VECTORS") == "1") File.WriteAllText(Target, wanted);
        var actual = File.Exists(Target) ? File.ReadAllText(Target).ReplaceLineEndings("\n") : "";
        Assert.True(wanted == actual, $"{Target} is not what tests/vectors says. Write it anew with:\n  {Regenerate}");
    }

    [Fact]
    public void Vector_files_use_only_what_the_boards_JSON_library_reads()
    {
        foreach (var name in VectorFolder.Names)
        {
            var text = VectorFolder.Text(name);
            Assert.False(text.Any(char.IsSurrogate), $"{name}: characters outside the basic plane");
            // A backslash that is itself escaped may be followed by anything.
            var escapes = text.Replace("\\\\", "", StringComparison.Ordinal);
            Assert.False(escapes.Contains("\\u", StringComparison.Ordinal) || escapes.Contains("\\/", StringComparison.Ordinal), $"{name}: \\u or \\/");
            using var document = JsonDocument.Parse(text);
            foreach (var value in Texts(document.RootElement)) Assert.False(BecomesDate(value), $"{name}: '{value}' would arrive as a DateTime");
        }
    }

    private static string Source()
    {
        var source = new StringBuilder();
        source.Append("namespace Nanofleet.Nano.Tests\n{\n");
        source.Append("    /// <summary>The cases of tests/vectors as they are. Written, and checked, by Contract.Tests; do not edit.</summary>\n");
        source.Append("    public static class VectorFiles\n    {\n");
        var separator = "";
        foreach (var name in VectorFolder.Names)
        {
            var identifier = char.ToUpperInvariant(name[0]) + name[1..];
            source.Append(CultureInfo.InvariantCulture, $"{separator}        public static string[] {identifier}() => new string[]\n        {{\n");
            using var document = JsonDocument.Parse(VectorFolder.Text(name));
            foreach (var test in document.RootElement.GetProperty("cases").EnumerateArray())
                source.Append(CultureInfo.InvariantCulture, $"            @\"{Literal(test.GetRawText())}\",\n");
            source.Append("        };\n");
            separator = "\n";
        }

        return source.Append("    }\n}\n").ToString();
    }

    // On one line: a line end within the literal would depend on the checkout. Within a JSON text there is none.
    private static string Literal(string json) =>
        Regex.Replace(json, "\n *", "").Replace("\"", "\"\"", StringComparison.Ordinal);

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };

    // nanoFramework.Json tries every text of 18 characters or more as a date, and looks at its beginning only.
    private static bool BecomesDate(string text) =>
        text.Length >= 18 && Regex.IsMatch(text, @"^(\d{4}-\d+-\d+[T ]\d+:|\w{3}, \d|\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]).\d{6})");
}
