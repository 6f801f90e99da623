using System.Security.Cryptography;
using Nanofleet.Gateway.Security.Devices.Mosquitto;
using Nanofleet.Gateway.Security.Pki;

namespace Nanofleet.Gateway.Preparation;

/// <summary>
/// Writes what is missing of the secrets: <c>broker/</c> with certificate, key and the first accounts; <c>database/</c> with
/// the password; <c>gateway/</c> with what the gateway shows to both. Each folder is for one program alone, under whichever
/// user that runs: so the files are readable, and it is the folder that must not be shared.
/// </summary>
internal sealed class PreparedSecrets(string folder, PkiFolder pki, IReadOnlyList<string> brokerNames, DynsecRole gateway, TimeProvider clock)
{
    /// <summary>
    /// Nobody renews it but a start of the whole, which a machine that just runs may not see for years: so it lasts, and half
    /// of it is left when that happens. Only boards and the gateway look at it, who trust no other authority than the own one.
    /// </summary>
    private static readonly TimeSpan CertificateLife = TimeSpan.FromDays(3650);

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int PasswordBytes = 24;

    /// <summary>By these names the parts know each other, in compose.yaml.</summary>
    private const string BrokerName = "broker";
    private const string DatabaseName = "database";

    /// <summary>At Mosquitto and at PostgreSQL.</summary>
    private const string User = "nanofleet";

    /// <summary>Returns a line for each thing that was made.</summary>
    public IEnumerable<string> Write()
    {
        var authority = new BrokerCertificate(pki, clock);
        if (authority.Renew(Read("broker/server.pem"), [BrokerName, .. brokerNames], CertificateLife) is { } fresh)
        {
            Put("broker/server.pem", fresh.Pem);
            yield return $"A certificate was made for the broker, valid until {fresh.Until:yyyy-MM-dd}, for {fresh.Names}";
        }

        Put("gateway/broker-ca.pem", authority.CaPem);
        if (Read("gateway/broker") is null || Read("broker/dynamic-security.json") is null)
        {
            var password = Password();
            Put("broker/dynamic-security.json", MosquittoSeed.Accounts(User, password, gateway));
            Put("gateway/broker", password);
            yield return "The gateway's account for Mosquitto was made";
        }

        if (Read("database/password") is null)
        {
            var password = Password();
            // Without the last, Npgsql looks for Kerberos, which the image does not have, and its complaint is no line of the log.
            Put("gateway/database", $"Host={DatabaseName};Username={User};Password={password};Database={User};GSS Encryption Mode=Disable");
            Put("database/password", password);
            yield return "The gateway's account for PostgreSQL was made";
        }
    }

    private static string Password() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));

    private string? Read(string name) => File.Exists(Path.Combine(folder, name)) ? File.ReadAllText(Path.Combine(folder, name)) : null;

    /// <summary>Under another name first, so that a file is whole or not there.</summary>
    private void Put(string name, string content)
    {
        if (Read(name) == content) return;
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var fresh = path + ".new";
        File.Delete(fresh);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = Readable;
        using (var writer = new StreamWriter(fresh, how)) writer.Write(content);
        File.Move(fresh, path, overwrite: true);
    }
}
