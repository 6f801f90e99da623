namespace Nanofleet.Gateway.Configuration;

/// <summary>What must hold between the settings of sections <c>Database</c> and <c>Data</c>.</summary>
public static class DatabaseRules
{
    public static void Check(GatewayOptions options, ICollection<ConfigurationFault> faults)
    {
        var database = options.Database;
        if (database is { Provider: DatabaseProvider.Postgres, ConnectionString: null, ConnectionStringFile: null })
            faults.Add(new ConfigurationFault("Database:ConnectionString", null, "PostgreSQL needs one, such as Host=db;Database=nanofleet;Username=nanofleet, best in a file named by Database:ConnectionStringFile."));
        if (database is { Provider: DatabaseProvider.Sqlite, ConnectionString: null, ConnectionStringFile: null }) TakeDataDirectory(options, faults);
        if (database.ConnectionString is not null) CheckConnectionString(database, faults);
    }

    private static void TakeDataDirectory(GatewayOptions options, ICollection<ConfigurationFault> faults)
    {
        try
        {
            options.Database.ConnectionString = Path.Combine(DataDirectory.Open(options.Data), "nanofleet.db");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            faults.Add(new ConfigurationFault("Data:Directory", options.Data.Directory, $"cannot be made or written: {e.Message}"));
        }
    }

    private static void CheckConnectionString(DatabaseOptions database, ICollection<ConfigurationFault> faults)
    {
        try
        {
            StoreFactory.Check(database);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            faults.Add(new ConfigurationFault("Database:ConnectionString", null, $"cannot be understood: {e.Message}"));
        }
    }
}
