using System.Security.Cryptography;
using System.Text;

namespace Nanofleet.Gateway.Security.Claims;

/// <summary>
/// Codes that people copy by hand to register a device: <c>K7QF-3M2P-9XWD</c>. 59 bits for a quarter of an hour, once, with
/// few guesses a minute. Only their SHA-256 is kept: they are over long before anybody could search through so many.
/// </summary>
public static class ClaimCode
{
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(15);

    /// <summary>Without 0 and O, 1 and I and L.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private const int Length = 12;
    private const int GroupLength = 4;

    public static string Create() => string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>Small letters and separators do not matter. What is no code has a hash, too, that nothing else has.</summary>
    public static byte[] Hash(string code) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant()));
}
