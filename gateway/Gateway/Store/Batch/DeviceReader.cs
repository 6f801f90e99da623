using System.Data.Common;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>Reads a device's row in the order of columns that both databases select.</summary>
internal static class DeviceReader
{
    public static DeviceRow Read(DbDataReader row) => new()
    {
        Key = row.GetInt32(0),
        DeviceId = row.GetString(1),
        IsOnline = row.GetBoolean(2),
        Status = row.GetString(3),
        StatusMs = row.GetInt64(4),
        LastHeartbeatMs = Number(row, 5),
        Boot = Text(row, 6),
        Session = row.GetInt64(7),
        ReportJson = Text(row, 8),
        Latitude = Degrees(row, 9),
        Longitude = Degrees(row, 10),
        Admission = AdmissionText.Parse(row.GetString(11)),
    };

    private static long? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static double? Degrees(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
}
