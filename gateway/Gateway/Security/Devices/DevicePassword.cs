using System.Security.Cryptography;
using System.Text;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>Passwords of devices: random, never chosen by anybody, and kept as salted PBKDF2 with SHA-512.</summary>
public static class DevicePassword
{
    private const int SaltBytes = 16;

    /// <summary>SHA-512's own length: one block of PBKDF2.</summary>
    private const int HashBytes = 64;

    /// <summary>
    /// As many as Mosquitto takes by itself. Iterations make guessing slow, and there is nothing to guess in 256 random bits;
    /// what counts is a fleet that comes back at once. At a tenth of a millisecond on a PC and about half of one on a
    /// Raspberry Pi, the 10,000 connections that the broker lets wait are all judged within its ten seconds, with half of
    /// the processors to spare. Each hash is kept with its own count, so this one can change.
    /// </summary>
    private const int Iterations = 101;

    /// <summary>43 letters, digits, '-' and '_'.</summary>
    public static string Create() => Token.New();

    public static CredentialRecord Hash(string password, int slot, long nowMs, long? trialUntilMs = null)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new CredentialRecord(slot, Iterations, salt, Derive(Encoding.UTF8.GetBytes(password), salt, Iterations), nowMs, trialUntilMs);
    }

    /// <summary>Takes the time that it takes whether it is the right one or not.</summary>
    /// <param name="password">UTF-8.</param>
    public static bool IsRight(CredentialRecord credential, ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(Derive(password, credential.Salt, credential.Iterations), credential.Hash);

    private static byte[] Derive(ReadOnlySpan<byte> password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, HashBytes);
}
