using System.Text.Json.Nodes;
using Nanofleet.Provision.CommandLine;

namespace Nanofleet.Provision.Batch;

/// <summary>A file with a board a line, judged as a whole before the first board is touched.</summary>
internal sealed record BatchFile(string FullName, IReadOnlyList<BatchLine> Lines)
{
    private const string DeviceIdColumn = "device_id";
    private const string ClaimCodeColumn = "claim_code";

    public static readonly string[] Columns = [DeviceIdColumn, "port", ClaimCodeColumn, "wifi_ssid", "wifi_password_file", "settings", "label", "replace"];

    /// <summary>Where the state of each line is kept.</summary>
    public string ResultFile => Path.ChangeExtension(FullName, ".result.csv");

    /// <param name="defaults">What the options say for all lines.</param>
    /// <param name="hasApiKey">Lines need no claim code.</param>
    /// <param name="isInteractive">Somebody can be asked to connect the next board.</param>
    /// <returns>Null where the file cannot be read.</returns>
    public static BatchFile? Read(string path, ProvisionOptions defaults, bool hasApiKey, bool isInteractive, Faults faults)
    {
        if (faults.WholeText("--csv", path) is not { } text) return null;
        var rows = CsvText.Parse(text, out var unclosed);
        if (unclosed is { } at)
        {
            faults.Add($"--csv {path}: line {at} opens a quote that nothing closes; close it, or write two for one that is meant as a letter.");
            return null;
        }

        if (rows.Count < 2)
        {
            faults.Add($"--csv {path}: has no boards; write a line with the columns ({DeviceIdColumn} at least) and a line for each board.");
            return null;
        }

        var header = rows[0].Fields[..(Array.FindLastIndex(rows[0].Fields, name => name.Length > 0) + 1)];
        foreach (var twice in header.GroupBy(name => name).Where(group => group.Count() > 1)) faults.Add($"--csv {path}: the column {twice.Key} is there twice; remove one.");
        foreach (var unknown in header.Except(Columns)) faults.Add($"--csv {path}: there is no column {unknown}; the columns are {string.Join(", ", Columns)}.");
        if (!header.Contains(DeviceIdColumn))
        {
            faults.Add($"--csv {path}: the column {DeviceIdColumn} is missing; the first line must name the columns.");
            return null;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var lines = rows.Skip(1).Select(row => Line(row.Line, new BatchCells(header, row.Fields, folder), defaults, hasApiKey, faults)).ToArray();
        Twice(lines, line => line.DeviceId, (id, numbers) => $"{id} stands in the {numbers}; a device id is for one board.");
        Twice(lines, line => line.Options.ClaimCode, (_, numbers) => $"the {numbers} have the same claim_code; a code is for one board.");
        Twice(lines, line => line.Options.LabelFile, (label, numbers) => $"the {numbers} have the same label {label}; write {{id}} into --label, or give each line its own.");
        if (!isInteractive && lines.FirstOrDefault(line => line.MayMeet(lines)) is { } shared)
            faults.Add($"--csv {path}: line {shared.Number} and others are for {shared.Options.Port ?? "the same port"}, and nobody can be asked to change the boards; give each line its own in the column port, or run this in a terminal.");
        return new BatchFile(Path.GetFullPath(path), lines);

        void Twice(IEnumerable<BatchLine> all, Func<BatchLine, string?> value, Func<string, string, string> fault)
        {
            foreach (var group in all.Where(line => !string.IsNullOrEmpty(value(line))).GroupBy(line => value(line)!).Where(group => group.Count() > 1))
                faults.Add($"--csv {path}: {fault(group.Key, $"lines {string.Join(" and ", group.Select(line => line.Number))}")}");
        }
    }

    public BatchFile WithDefaultWifi(Boards.WifiNetwork? wifi) =>
        this with { Lines = [.. Lines.Select(line => line with { Options = line.Options with { Wifi = line.Options.Wifi ?? wifi } })] };

    private static BatchLine Line(int number, BatchCells cells, ProvisionOptions defaults, bool hasApiKey, Faults faults)
    {
        if (cells.Surplus > 0) faults.Add($"line {number}: has {cells.Surplus} fields more than there are columns; put fields with commas into quotes.");
        var id = cells[DeviceIdColumn];
        if (id is null) faults.Add($"line {number}: {DeviceIdColumn} is empty; give the board an id.");
        var claimCode = cells[ClaimCodeColumn];
        if (claimCode is null && !hasApiKey) faults.Add($"line {number}: {ClaimCodeColumn} is empty; give one, or an API key with --api-key-file for all lines.");
        var replace = cells["replace"];
        if (replace is not (null or "yes" or "no")) faults.Add($"line {number}: replace {replace}: must be yes or no.");
        return new BatchLine(number, defaults with
        {
            DeviceId = BoardValues.DeviceId($"line {number}: {DeviceIdColumn}", id, faults) ?? "",
            ClaimCode = claimCode,
            Port = cells["port"] ?? defaults.Port,
            Wifi = Wifi(number, cells, faults) ?? defaults.Wifi,
            ExtraSettings = cells.File("settings") is { } settings ? Merge(defaults.ExtraSettings, BoardValues.Settings($"line {number}: settings", settings, faults)) : defaults.ExtraSettings,
            LabelFile = BoardValues.Label($"line {number}: label", cells.File("label"), faults) ?? defaults.LabelFile?.Replace("{id}", id, StringComparison.Ordinal),
            Replace = replace is null ? defaults.Replace : replace == "yes",
        });
    }

    private static Boards.WifiNetwork? Wifi(int number, BatchCells cells, Faults faults)
    {
        var (ssid, file) = (BoardValues.Ssid($"line {number}: wifi_ssid", cells["wifi_ssid"], faults), cells.File("wifi_password_file"));
        if (ssid is null != file is null) faults.Add($"line {number}: wifi_ssid and wifi_password_file go together; fill in both, or neither where --wifi-ssid holds for all.");
        if (ssid is null || file is null || faults.FirstLine($"line {number}: wifi_password_file", file) is not { } password) return null;
        return BoardValues.Wifi($"line {number}: wifi_password_file {file}", ssid, password, faults);
    }

    // What a line says wins over what holds for all.
    private static JsonObject? Merge(JsonObject? all, JsonObject? own)
    {
        if (all is null || own is null) return own ?? all;
        var merged = (JsonObject)all.DeepClone();
        foreach (var (name, value) in own) merged[name] = value?.DeepClone();
        return merged;
    }
}
