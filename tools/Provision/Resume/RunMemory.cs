using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nanofleet.Nanoff;

namespace Nanofleet.Provision.Resume;

/// <summary>
/// Keeps what the gateway gave until the board's first reading is stored, so that a run which was stopped half way is repeated
/// with the same claim code and credentials. One file a device, which only this user can read, gone with the success of the
/// run and after a day. Where it cannot be kept, read or removed, a run goes on without it.
/// </summary>
/// <param name="folder">Made when it is needed.</param>
internal sealed class RunMemory(string folder, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // What another version or a damaged disk has left must be no run at all, and not one with holes.
    private static readonly JsonSerializerOptions Whole = new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public static string DefaultFolder =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "nanofleet", "provision");

    /// <summary>Null where there is none, or it cannot be read.</summary>
    public UnfinishedRun? Find(Uri gateway, string deviceId)
    {
        Failures.OfFiles(RemoveOld);
        var kept = "";
        Failures.OfFiles(() => kept = File.ReadAllText(FileOf(gateway, deviceId)));
        return JsonText.TryRead(() => JsonSerializer.Deserialize<UnfinishedRun>(kept, Whole), out _); // where there is none, the gateway is asked anew
    }

    /// <returns>Null, or why it could not be kept: the run goes on without.</returns>
    public string? Keep(UnfinishedRun run) => Failures.OfFiles(() => OwnerFile.Replace(FileOf(run.Gateway, run.Registration.DeviceId), JsonSerializer.SerializeToUtf8Bytes(run, Whole)));

    /// <returns>Null, or why it is still there: for a day at most.</returns>
    public string? Forget(Uri gateway, string deviceId) => Failures.OfFiles(() =>
    {
        if (Directory.Exists(folder)) File.Delete(FileOf(gateway, deviceId));
    });

    private void RemoveOld()
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => clock.GetUtcNow() - File.GetLastWriteTimeUtc(file) > Longest)) File.Delete(file);
    }

    private string FileOf(Uri gateway, string deviceId) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{gateway.Authority} {deviceId}")))[..32] + ".json");
}
