namespace Nanofleet.Provision.Batch;

/// <summary>
/// How far each board of a batch is, in a file beside it that a spreadsheet opens. Written anew after each board, so whatever
/// stops a batch, a repeat goes on with those that are not done. Has no secrets.
/// </summary>
internal sealed class BatchResult
{
    private const string Done = "done";
    private const string Failed = "failed";
    private const string NotTried = "not_tried";

    private static readonly string[] Columns = ["device_id", "state", "at", "mac", "detail"];

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, string[]> _rows;

    private BatchResult(string path, TimeProvider clock, Dictionary<string, string[]> rows)
    {
        _path = path;
        _clock = clock;
        _rows = rows;
    }

    public int DoneCount => _rows.Values.Count(row => row[1] == Done);

    public int Count => _rows.Count;

    /// <summary>With what an earlier run has left. Written at once: that it can be written must not turn out after the first board.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static BatchResult Open(BatchFile batch, TimeProvider clock)
    {
        var before = new Dictionary<string, string[]>();
        if (File.Exists(batch.ResultFile))
            foreach (var (_, fields) in CsvText.Parse(File.ReadAllText(batch.ResultFile), out _).Skip(1).Where(row => row.Fields.Length == Columns.Length)) before[fields[0]] = fields;
        var result = new BatchResult(batch.ResultFile, clock, batch.Lines.ToDictionary(line => line.DeviceId, line => before.GetValueOrDefault(line.DeviceId) ?? [line.DeviceId, NotTried, "", "", ""]));
        result.Write();
        return result.Unwritten is { } why ? throw new IOException($"{batch.ResultFile}, which keeps how far each board is ({why}).") : result;
    }

    /// <summary>Why the last state is not in the file; null where it is.</summary>
    public string? Unwritten { get; private set; }

    public bool IsDone(BatchLine line) => _rows[line.DeviceId][1] == Done;

    public void SetDone(BatchLine line, string? mac) => Set(line, Done, mac, "");

    public void SetFailed(BatchLine line, ProvisionException fault) => Set(line, Failed, null, fault.Message);

    private void Set(BatchLine line, string state, string? mac, string detail)
    {
        _rows[line.DeviceId] = [line.DeviceId, state, _clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ"), mac ?? "", detail];
        Write();
    }

    private void Write() => Unwritten = Failures.OfFiles(() =>
    {
        File.WriteAllLines(_path + ".new", _rows.Values.Select(row => CsvText.Row(row)).Prepend(CsvText.Row(Columns)));
        File.Move(_path + ".new", _path, overwrite: true);
    });
}
