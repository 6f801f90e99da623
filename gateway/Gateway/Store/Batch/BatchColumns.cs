using Npgsql;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>Rows travel to PostgreSQL as one array a column.</summary>
internal static class BatchColumns
{
    public static TColumn[] Of<TRow, TColumn>(IReadOnlyCollection<TRow> rows, Func<TRow, TColumn> of)
    {
        var column = new TColumn[rows.Count];
        var at = 0;
        foreach (var row in rows) column[at++] = of(row);
        return column;
    }

    public static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<Array> columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns) command.Parameters.Add(new NpgsqlParameter { Value = column });
        batch.BatchCommands.Add(command);
    }
}
