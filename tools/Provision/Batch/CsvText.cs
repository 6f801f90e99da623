using System.Text;

namespace Nanofleet.Provision.Batch;

/// <summary>
/// RFC 4180, as spreadsheets write it: fields in quotes where they need it, a comma between them, or a semicolon where the
/// header has one. Empty lines are passed over. A quote inside of a field that does not begin with one is a letter like others.
/// </summary>
internal static class CsvText
{
    /// <param name="unclosed">The line in which a quote is opened that nothing closes: it would swallow the lines behind it; null for none.</param>
    /// <returns>Each row with the number of the line it begins in, counted from one.</returns>
    public static IReadOnlyList<(int Line, string[] Fields)> Parse(string text, out int? unclosed)
    {
        var rows = new List<(int, string[])>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var header = text.AsSpan(0, text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length);
        var separator = header.Contains(';') ? ';' : ',';
        var (line, begun, quotedSince) = (1, 1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '\n') line++;
            if (quotedSince > 0 && letter == '"' && i + 1 < text.Length && text[i + 1] == '"') field.Append(text[i++]);
            else if (letter == '"' && quotedSince > 0) quotedSince = 0;
            else if (letter == '"' && string.IsNullOrWhiteSpace(field.ToString())) quotedSince = line;
            else if (quotedSince == 0 && letter == separator) EndField();
            else if (quotedSince == 0 && letter is '\r' or '\n') EndRow();
            else field.Append(letter);
        }

        EndRow();
        unclosed = quotedSince > 0 ? quotedSince : null;
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
