namespace Nanofleet.Gateway.Configuration;

/// <summary>Takes secrets from the files that settings name, as containers and systemd hand them over.</summary>
public static class SecretFiles
{
    public static void Read(GatewayOptions options, ICollection<ConfigurationFault> faults)
    {
        var (mqtt, broker, database) = (options.Mqtt, options.Broker, options.Database);
        mqtt.Password = Take("Mqtt:Password", mqtt.Password, mqtt.PasswordFile, faults);
        broker.Password = Take("Broker:Password", broker.Password, broker.PasswordFile, faults);
        broker.CertificatePassword = Take("Broker:CertificatePassword", broker.CertificatePassword, broker.CertificatePasswordFile, faults);
        database.ConnectionString = Take("Database:ConnectionString", database.ConnectionString, database.ConnectionStringFile, faults);
    }

    private static string? Take(string field, string? value, string? file, ICollection<ConfigurationFault> faults)
    {
        if (file is null) return value;
        if (value is not null)
        {
            faults.Add(new ConfigurationFault($"{field}File", file, $"{field} is set too; leave one of them out."));
            return value;
        }

        try
        {
            var line = File.ReadLines(file).FirstOrDefault()?.Trim();
            if (!string.IsNullOrEmpty(line)) return line;
            faults.Add(new ConfigurationFault($"{field}File", file, "its first line is empty; write the secret there."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(new ConfigurationFault($"{field}File", file, $"cannot be read: {e.Message}"));
        }

        return null;
    }
}
