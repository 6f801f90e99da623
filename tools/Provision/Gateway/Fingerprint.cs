using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Provision.Gateway;

/// <summary>SHA-256 of a certificate, as people compare it: 32 hex pairs, with or without colons.</summary>
internal static class Fingerprint
{
    public const int Bytes = 32;

    public static bool TryParse(string text, out byte[] hash)
    {
        var digits = text.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        hash = digits.Length == 2 * Bytes && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : [];
        return hash.Length > 0;
    }

    public static bool IsOf(X509Certificate2 certificate, byte[] hash) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.RawData), hash);

    public static string Text(X509Certificate2 certificate) => string.Join(':', SHA256.HashData(certificate.RawData).Select(value => value.ToString("X2")));
}
