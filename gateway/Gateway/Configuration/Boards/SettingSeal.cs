using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Contract;
using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Configuration.Boards;

/// <summary>
/// Keeps boards' secret settings unreadable in the database and its backups: AES-GCM, with a key in a file of the data
/// directory that only the gateway's user can read, bound to the setting's name. They are open in memory while they are sent.
/// </summary>
public sealed class SettingSeal
{
    /// <summary>In the folder of the private keys.</summary>
    public const string KeyFile = "settings.key";

    private const int KeyBytes = 32;

    private readonly byte[] _key;

    private SettingSeal(byte[] key) => _key = key;

    /// <summary>Takes the key of the last run, and makes one at the first.</summary>
    /// <exception cref="ConfigurationException">Others can read it, or it is none.</exception>
    public static SettingSeal Open(PkiFolder folder)
    {
        if (folder.Read(KeyFile) is { } known)
        {
            var key = new byte[KeyBytes];
            if (Convert.TryFromBase64String(known.Trim(), key, out var length) && length == KeyBytes) return new SettingSeal(key);
            throw new ConfigurationException([new ConfigurationFault("Data:Directory", KeyFile, "is damaged: bring it back from a backup, or delete it and set boards' passwords again.")]);
        }

        var fresh = RandomNumberGenerator.GetBytes(KeyBytes);
        folder.Write(KeyFile, Convert.ToBase64String(fresh) + "\n");
        return new SettingSeal(fresh);
    }

    /// <summary>Seals the secrets among these settings. One that is what it was keeps its text, so that nothing looks changed.</summary>
    /// <param name="known">The settings that they take the place of, sealed; null for none.</param>
    public void Seal(JsonObject settings, string? known)
    {
        var before = known is null ? null : JsonNode.Parse(known) as JsonObject;
        foreach (var name in settings.Select(member => member.Key).Where(ConfigSecrets.IsSecret).ToList())
        {
            if (settings[name] is not JsonValue value || !value.TryGetValue(out string? plain) || plain == ConfigSecrets.Mask) continue;
            var old = before?[name] is JsonValue text && text.TryGetValue(out string? written) ? written : null;
            settings[name] = IsSealed(old) && TryOpen(name, old!) == plain ? old : Seal(name, plain);
        }
    }

    /// <summary>The same text with its secrets open.</summary>
    /// <exception cref="CryptographicException">It was sealed with another key, or changed.</exception>
    public string Open(string settingsJson)
    {
        using var settings = JsonDocument.Parse(settingsJson);
        var open = settingsJson;
        foreach (var member in settings.RootElement.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.String || member.Value.GetString() is not { } text || !IsSealed(text)) continue;
            var plain = TryOpen(member.Name, text) ?? throw new CryptographicException($"{member.Name} was sealed with another key than {KeyFile}");
            open = open.Replace(member.Value.GetRawText(), Encoding.UTF8.GetString(BoardJson.Encode(JsonSerializer.SerializeToElement(plain))), StringComparison.Ordinal);
        }

        return open;
    }

    private static bool IsSealed(string? text) => text?.StartsWith(SealedText.Prefix, StringComparison.Ordinal) == true;

    private string Seal(string name, string plain)
    {
        var text = Encoding.UTF8.GetBytes(plain);
        var whole = new byte[SealedText.NonceBytes + text.Length + SealedText.TagBytes];
        var (nonce, cipher, tag) = Parts(whole);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(_key, SealedText.TagBytes);
        aes.Encrypt(nonce.Span, text, cipher.Span, tag.Span, Encoding.UTF8.GetBytes(name));
        return SealedText.Prefix + Convert.ToBase64String(whole);
    }

    private string? TryOpen(string name, string text)
    {
        var whole = new byte[text.Length];
        if (!Convert.TryFromBase64String(text[SealedText.Prefix.Length..], whole, out var length) || length < SealedText.NonceBytes + SealedText.TagBytes) return null;
        var (nonce, cipher, tag) = Parts(whole.AsMemory(0, length));
        var plain = new byte[cipher.Length];
        try
        {
            using var aes = new AesGcm(_key, SealedText.TagBytes);
            aes.Decrypt(nonce.Span, cipher.Span, tag.Span, plain, Encoding.UTF8.GetBytes(name));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static (Memory<byte> Nonce, Memory<byte> Cipher, Memory<byte> Tag) Parts(Memory<byte> whole) =>
        (whole[..SealedText.NonceBytes], whole[SealedText.NonceBytes..^SealedText.TagBytes], whole[^SealedText.TagBytes..]);
}
