using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Configuration.Boards;
using Nanofleet.Gateway.Security.Pki;

namespace Nanofleet.Gateway.Backup;

/// <summary>
/// <c>backup FILE</c> and <c>restore FILE [--force]</c> on the command line, followed by settings as the gateway itself takes
/// them, which say where the database is.
/// </summary>
public static class BackupCommand
{
    private const string Force = "--force";
    private const string Usage = "Use: backup FILE [settings] or restore FILE [--force] [settings], with the settings that the gateway runs with.";

    public static bool IsMeant(string[] args) => args is ["backup" or "restore", ..];

    /// <summary>Does it and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancel = default)
    {
        try
        {
            await output.WriteLineAsync(await DoAsync(args, cancel));
            return 0;
        }
        catch (Exception e) when (e is ConfigurationException or BackupException)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task<string> DoAsync(string[] args, CancellationToken cancel)
    {
        if (args is not [var verb, var file, ..] || file.StartsWith('-')) throw new BackupException(Usage);
        var options = Read([.. args.Skip(2).Where(arg => arg != Force)]);
        var backup = StoreFactory.CreateBackup(options.Database);
        var database = StoreFactory.Describe(options.Database);
        file = Path.GetFullPath(file);
        var force = args.Contains(Force);
        if (verb == "backup")
        {
            if (File.Exists(file) && !force) throw new BackupException($"There is a file {file} already. Add --force to replace it.");
            await backup.BackupAsync(file, cancel);
            return $"{database} is in {file}, {new FileInfo(file).Length:N0} bytes. The private keys are not: keep a copy of {PkiFolder.Open(options.Data).FullName} elsewhere; with {SettingSeal.KeyFile} in it boards' secret settings are read.";
        }

        await backup.RestoreAsync(file, force, cancel);
        return $"{database} is what it was in {file}.";
    }

    private static GatewayOptions Read(string[] settings)
    {
        var faults = new List<ConfigurationFault>();
        return GatewayOptions.Read(VerbSettings.Read(settings, faults), faults);
    }
}
