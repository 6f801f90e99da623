using System.Text;

namespace Nanofleet.Provision.Batch;

/// <summary>
/// RFC 4180, as spreadsheets write it: fields in quotes where they need it, a comma between them, or a semicolon where the
/// header has one. Empty lines are passed over.
/// </summary>
internal static class CsvText
{
    /// <returns>Each row with the number of the line it begins in, counted from one.</returns>
    public static IReadOnlyList<(int Line, string[] Fields)> Parse(string text)
    {
        var rows = new List<(int, string[])>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var header = text.AsSpan(0, text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length);
        var separator = header.Contains(';') ? ';' : ',';
        var (line, begun, quoted) = (1, 1, false);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '\n') line++;
            if (quoted && letter == '"' && i + 1 < text.Length && text[i + 1] == '"') field.Append(text[i++]);
            else if (letter == '"') quoted = !quoted;
            else if (!quoted && letter == separator) EndField();
            else if (!quoted && letter is '\r' or '\n') EndRow();
            else field.Append(letter);
        }

        EndRow();
        return rows;

        void EndField()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }

        void EndRow()
        {
            EndField();
            if (fields.Any(value => value.Length > 0)) rows.Add((begun, [.. fields]));
            fields.Clear();
            begun = line;
        }
    }

    public static string Row(params IEnumerable<string> fields) => string.Join(',', fields.Select(Quoted));

    private static string Quoted(string field) => field.AsSpan().ContainsAny(",;\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
