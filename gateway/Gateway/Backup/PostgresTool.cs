using System.Diagnostics;
using Npgsql;

namespace Nanofleet.Gateway.Backup;

/// <summary>One of PostgreSQL's own programs, run against the gateway's server. The password goes by the environment: arguments are for all to see.</summary>
internal sealed class PostgresTool(string name, NpgsqlConnectionStringBuilder server)
{
    /// <summary>Where Debian keeps each version's programs; those in the path come first.</summary>
    private const string Versions = "/usr/lib/postgresql";

    /// <summary>Runs it to its end and returns what it printed; what it complains of comes out as <see cref="BackupException"/>.</summary>
    public async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancel)
    {
        var path = Find() ?? throw new BackupException($"{name} is not installed; it comes with PostgreSQL's client programs (apt-get install postgresql-client).");
        using var process = Process.Start(Describe(path, arguments))!;
        try
        {
            var complaints = process.StandardError.ReadToEndAsync(cancel);
            var printed = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0 ? printed : throw new BackupException($"{name} failed: {(await complaints).Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private ProcessStartInfo Describe(string path, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Set("PGHOST", server.Host);
        Set("PGPORT", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Set("PGUSER", server.Username);
        Set("PGPASSWORD", server.Password);
        Set("PGPASSFILE", server.Passfile);
        Set("PGDATABASE", server.Database);
        Set("PGSSLROOTCERT", server.RootCertificate);
        Set("PGSSLMODE", server.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var other => other.ToString().ToLowerInvariant(),
        });
        return start;

        void Set(string variable, string? value)
        {
            if (!string.IsNullOrEmpty(value)) start.Environment[variable] = value;
        }
    }

    private string? Find()
    {
        var program = OperatingSystem.IsWindows() ? name + ".exe" : name;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).ToList();
        if (Directory.Exists(Versions)) folders.AddRange(Directory.GetDirectories(Versions).OrderDescending().Select(version => Path.Combine(version, "bin")));
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }
}
