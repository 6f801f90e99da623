using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Nanofleet.Provision.Resume;

/// <summary>
/// Keeps what the gateway gave until the board's first reading is stored, so that a run which was stopped half way is repeated
/// with the same claim code and credentials. One file a device, which only this user can read, gone with the success of the
/// run and after a day.
/// </summary>
/// <param name="folder">Made when it is needed.</param>
internal sealed class RunMemory(string folder, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static string DefaultFolder =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "nanofleet", "provision");

    /// <summary>Null where there is none, or it cannot be read.</summary>
    public UnfinishedRun? Find(Uri gateway, string deviceId)
    {
        RemoveOld();
        var file = FileOf(gateway, deviceId);
        if (!File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize<UnfinishedRun>(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // of another version, or of another user: the gateway is asked anew
        }
    }

    /// <returns>Null, or why it could not be kept: the run goes on without.</returns>
    public string? Keep(UnfinishedRun run)
    {
        try
        {
            Write(run);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    public void Forget(Uri gateway, string deviceId)
    {
        if (Directory.Exists(folder)) File.Delete(FileOf(gateway, deviceId));
    }

    private void Write(UnfinishedRun run)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder); // below the user's own profile
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = FileOf(run.Gateway, run.Registration.DeviceId);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Beside it and then in its place: a run that is killed here leaves the old one or the new one.
        using (var stream = new FileStream(file + ".new", options)) JsonSerializer.Serialize(stream, run);
        File.Move(file + ".new", file, overwrite: true);
    }

    private void RemoveOld()
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => clock.GetUtcNow() - File.GetLastWriteTimeUtc(file) > Longest)) File.Delete(file);
    }

    private string FileOf(Uri gateway, string deviceId) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{gateway.Authority} {deviceId}")))[..32] + ".json");
}
