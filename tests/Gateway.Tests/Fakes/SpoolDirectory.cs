using Nanofleet.Gateway.Faults;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Ingest.Spool;

namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>A spool folder of a test's own, opened and opened again as by one process after another.</summary>
public sealed class SpoolDirectory : IDisposable
{
    private readonly List<MessageSpool> _opened = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("spool-").FullName;

    /// <summary>Its files, oldest first.</summary>
    public string[] Files => [.. Directory.GetFiles(Path, "*.seg").Order(StringComparer.Ordinal)];

    public static RawMessage Message(int number, int bytes = 20) =>
        new($"devices/b{number % 3}/data", Enumerable.Range(0, bytes).Select(at => (byte)(number + at)).ToArray(), Times.Arrival + number, Replayed: number % 2 == 1);

    public static RawMessage[] Messages(int from, int count, int bytes = 20) => [.. Enumerable.Range(from, count).Select(number => Message(number, bytes))];

    public MessageSpool Open(long capacity = 1024 * 1024)
    {
        var spool = MessageSpool.Open(Path, capacity, NoFaults.Instance);
        _opened.Add(spool);
        return spool;
    }

    public void Dispose()
    {
        foreach (var spool in _opened) spool.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
