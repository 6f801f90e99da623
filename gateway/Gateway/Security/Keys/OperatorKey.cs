using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Files;

namespace Nanofleet.Gateway.Security.Keys;

/// <summary>
/// The API key of whoever operates this machine: a file in the data directory that only its owner can read. Programs of
/// the same machine (the gateway's verbs, the load generator) take it from there. It gives no more than the database beside it
/// gives to who can write that, is taken from loopback only, and works while the database is away.
/// </summary>
public sealed class OperatorKey
{
    public const string FileName = "operator.key";

    private readonly byte[] _hash;

    private OperatorKey(string value, bool wasOpen) => (Value, _hash, WasOpen) = (value, Token.Hash(value), wasOpen);

    /// <summary>What stands in the file.</summary>
    public string Value { get; }

    /// <summary>True where others could have read the key of the last run, or it was empty; it is worth nothing any more.</summary>
    internal bool WasOpen { get; }

    /// <summary>Keeps the key of the last run, which programs may hold, and makes a new one where there is none or others could read it.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read or written.</exception>
    public static OperatorKey Open(string directory)
    {
        var file = Path.Combine(directory, FileName);
        try
        {
            var isThere = File.Exists(file);
            if (isThere && PrivateFile.IsPrivate(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept) return new OperatorKey(kept, wasOpen: false);
            return new OperatorKey(Write(file), isThere);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([new ConfigurationFault("Data:Directory", directory, $"{FileName} in it cannot be read or written: {e.Message}")]);
        }
    }

    /// <summary>The key of the gateway with this data directory, for a program that calls it.</summary>
    /// <exception cref="IOException">There is none, or others could read it too; the message says what to do.</exception>
    public static string Read(string file)
    {
        if (!File.Exists(file)) throw new IOException($"There is no {file}: the gateway makes it in its data directory at its start.");
        if (!PrivateFile.IsPrivate(file)) throw new IOException($"Others can read {file}: start the gateway again, which makes a new one, or chmod 600 it.");
        return File.ReadAllText(file).Trim();
    }

    internal bool Is(string token) => Token.IsSame(_hash, token);

    private static string Write(string file)
    {
        var value = Token.New(ApiKey.Prefix);
        PrivateFile.Write(file, value + "\n");
        return value;
    }
}
