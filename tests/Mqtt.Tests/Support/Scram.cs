using System.Security.Cryptography;
using System.Text;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>
/// SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding: a password is shown to be known without being sent, and
/// the broker shows that it knows it too. An example of what enhanced authentication is for.
/// </summary>
internal static class Scram
{
    public const string Method = "SCRAM-SHA-256";

    public static MqttClientAuthentication Client(string user, string password, string? nonce = null) =>
        new(Method, () => new ScramClient(user, password, nonce ?? NewNonce()));

    public static byte[] SaltedPassword(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, rounds, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);

    public static byte[] Proof(byte[] saltedPassword, string conversation)
    {
        var key = HMACSHA256.HashData(saltedPassword, "Client Key"u8);
        var signature = HMACSHA256.HashData(SHA256.HashData(key), Encoding.UTF8.GetBytes(conversation));
        return [.. key.Zip(signature, (a, b) => (byte)(a ^ b))];
    }

    public static byte[] ServerSignature(byte[] saltedPassword, string conversation) =>
        HMACSHA256.HashData(HMACSHA256.HashData(saltedPassword, "Server Key"u8), Encoding.UTF8.GetBytes(conversation));

    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));

    /// <summary>The value of one attribute of a message: <c>r=…,s=…,i=…</c>.</summary>
    public static string? Field(string message, char name) =>
        message.Split(',').FirstOrDefault(part => part.Length > 1 && part[0] == name && part[1] == '=')?[2..];
}
