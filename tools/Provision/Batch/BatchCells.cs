namespace Nanofleet.Provision.Batch;

/// <summary>The fields of one line, by the names of their columns.</summary>
/// <param name="folder">Of the batch's file: relative names of files are meant from there.</param>
internal sealed class BatchCells(string[] header, string[] fields, string folder)
{
    /// <summary>Fields behind the last column; empty ones, which spreadsheets write, do not count.</summary>
    public int Surplus => Math.Max(0, Array.FindLastIndex(fields, text => text.Length > 0) + 1 - header.Length);

    /// <summary>Null where it is empty, or there is no such column.</summary>
    public string? this[string column] => Array.IndexOf(header, column) is var at and >= 0 && at < fields.Length && fields[at].Length > 0 ? fields[at] : null;

    public string? File(string column) => this[column] is { } name ? Path.Combine(folder, name) : null;
}
