using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Nanofleet.Gateway.Security.Keys;

/// <summary>
/// Random secrets that the gateway hands out: 256 bits, so nobody finds one by trying, and a plain SHA-256 is all that has
/// to be kept of them.
/// </summary>
public static class Token
{
    private const int Bytes = 32;

    /// <param name="prefix">By which people and secret scanners know what it is: <c>nfk_</c>.</param>
    public static string New(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Takes as long whether they differ in the first byte or the last.</summary>
    public static bool IsSame(byte[] hash, string token) => CryptographicOperations.FixedTimeEquals(hash, Hash(token));
}
