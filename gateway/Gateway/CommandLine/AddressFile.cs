namespace Nanofleet.Gateway.CommandLine;

/// <summary>Where the gateway of a data directory listens: a file in it, so that the verbs find it whatever it was started with.</summary>
internal static class AddressFile
{
    private const string Name = "gateway.address";

    public static void Write(string dataDirectory, Uri address) => File.WriteAllText(Path.Combine(dataDirectory, Name), $"{address}\n");

    /// <summary>Null where no gateway has been started on it.</summary>
    public static string? Read(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, Name);
        return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } address ? address : null;
    }
}
