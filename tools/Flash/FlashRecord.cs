using System.Security.Cryptography;
using System.Text.Json;
using Nanofleet.Nanoff;

namespace Nanofleet.Flash;

/// <summary>
/// What this computer has put on which board, by the chip's serial number: a board tells names and versions of its assemblies,
/// but neither their content nor its files. Only hashes are kept. Without the record everything is written again.
/// </summary>
internal sealed class FlashRecord(string file)
{
    /// <summary>Hashes of an image and of files.</summary>
    public sealed record Entry(string? Image, string? Files);

    public static FlashRecord OfThisUser() => new(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "nanofleet", "flashed.json"));

    public Entry Of(string serial) => Read().GetValueOrDefault(serial) ?? new Entry(null, null);

    /// <summary>A board without a serial number is not remembered.</summary>
    public void Keep(string serial, Entry entry)
    {
        if (serial.Length == 0) return;
        var all = Read();
        all[serial] = entry;
        OwnerFile.Replace(file, JsonSerializer.SerializeToUtf8Bytes(all));
    }

    public static string HashOf(IEnumerable<BoardFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var one in files)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{one.OnBoard}\n{one.Content?.Length}\n"));
            hash.AppendData(one.Content ?? []);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private Dictionary<string, Entry> Read()
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, Entry>>(File.ReadAllBytes(file)) ?? [] : [];
        }
        catch (JsonException)
        {
            return []; // a record that cannot be read only means more to write
        }
    }
}
