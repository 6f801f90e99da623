using System.Text;

namespace Nanofleet.Gateway.Store;

/// <summary>How a secret setting stands in the database: <c>sealed:v1:</c> and the base64 of nonce, ciphertext and tag (AES-GCM).</summary>
internal static class SealedText
{
    public const string Prefix = "sealed:v1:";
    public const int NonceBytes = 12;
    public const int TagBytes = 16;

    /// <summary>Bytes by which a JSON text is longer than it will be when its secrets are open, which is how a board gets it.</summary>
    public static int Overhead(string json)
    {
        var overhead = 0;
        for (var at = json.IndexOf('"' + Prefix, StringComparison.Ordinal); at >= 0; at = json.IndexOf('"' + Prefix, at + 1, StringComparison.Ordinal))
        {
            var text = json.AsSpan(at + 1 + Prefix.Length);
            var end = text.IndexOf('"');
            if (end < 0) break;
            var bytes = end / 4 * 3 - (text[..end].EndsWith("==") ? 2 : text[..end].EndsWith("=") ? 1 : 0);
            overhead += Encoding.UTF8.GetByteCount(Prefix) + end - (bytes - NonceBytes - TagBytes);
        }

        return overhead;
    }
}
