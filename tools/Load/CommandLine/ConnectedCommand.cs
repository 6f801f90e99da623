using System.CommandLine;
using Nanofleet.Load.Run;

namespace Nanofleet.Load.CommandLine;

/// <summary><c>connected</c>: loads what somebody else runs.</summary>
internal static class ConnectedCommand
{
    public static Command Make()
    {
        var arguments = new LoadArguments();
        var host = new Option<string?>("--host") { Description = "The broker's name or address." };
        var port = Values.Whole("--port", "The broker's port. [1883]", 1, 65_535);
        var user = new Option<string?>("--user") { Description = "User at the broker." };
        var passwordFile = new Option<FileInfo?>("--password-file") { Description = "File whose first line is the password." };
        var sqlite = new Option<FileInfo?>("--sqlite") { Description = "The gateway's SQLite file, to look for what was sent." };
        var postgres = new Option<string?>("--postgres") { Description = "Connection string of the gateway's PostgreSQL, or @FILE whose first line it is." };
        var http = Values.Address("--http", "Address of the gateway's API, to compare its balance: http://127.0.0.1:5080.");
        var keyFile = new Option<FileInfo?>("--key-file") { Description = "File whose first line is an API key that may read. [operator.key beside the file of --sqlite]" };
        var gatewayPid = Values.Whole("--gateway-pid", "The gateway's process, to tell what it costs.", 1, int.MaxValue);
        var peerTable = new Option<string?>("--peer-table") { Description = "For a peer that is not our gateway: a query that counts the messages it has stored in the database named by --sqlite or --postgres, for instance \"SELECT count(*) FROM measurements\"." };
        var command = new Command("connected", "Loads a broker and a gateway, or a peer of it, that run already.") { host, port, user, passwordFile, sqlite, postgres, http, keyFile, gatewayPid, peerTable };
        foreach (var file in (Option<FileInfo?>[])[passwordFile, sqlite, keyFile]) MustExist(file);
        command.Validators.Add(result =>
        {
            if (result.GetValue(host) is null) result.AddError("--host is missing: name the broker, for instance --host 127.0.0.1.");
            if (result.GetValue(sqlite) is not null && result.GetValue(postgres) is not null) result.AddError("--sqlite and --postgres: name the one that the gateway stores in.");
            if (result.GetValue(peerTable) is not null && result.GetValue(sqlite) is null && result.GetValue(postgres) is null) result.AddError($"--peer-table {result.GetValue(peerTable)}: needs a database, add --sqlite or --postgres.");
        });
        arguments.AddTo(command);
        command.SetAction((parsed, cancel) => Runner.RunAsync(arguments.Read(parsed, TimeSpan.Zero), () => Task.FromResult<Target>(new ConnectedTarget(new ConnectedOptions
        {
            Host = parsed.GetValue(host)!,
            Port = (int)(parsed.GetValue(port) ?? 1883),
            User = parsed.GetValue(user),
            Password = parsed.GetValue(passwordFile) is { } file ? FirstLine(file.FullName) : null,
            Sqlite = parsed.GetValue(sqlite)?.FullName,
            Postgres = parsed.GetValue(postgres) is ['@', .. var name] ? FirstLine(name) : parsed.GetValue(postgres),
            Http = parsed.GetValue(http),
            KeyFile = parsed.GetValue(keyFile)?.FullName,
            GatewayPid = (int?)parsed.GetValue(gatewayPid),
            PeerTable = parsed.GetValue(peerTable),
        })), cancel));
        return command;
    }

    private static void MustExist(Option<FileInfo?> option) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && !File.Exists(token.Value)) result.AddError($"{option.Name} {token.Value}: there is no such file; give its full path.");
    });

    private static string FirstLine(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() ?? "";
        }
        catch (IOException e)
        {
            throw new LoadException($"{file}: cannot be read ({e.Message})", e);
        }
    }
}
