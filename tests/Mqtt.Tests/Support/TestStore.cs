using Nanofleet.Mqtt.Sqlite;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>
/// A broker's store in memory or in a SQLite file, whose commits a test holds back or lets fail, and that can be had as
/// a crash would leave it: with what was committed and nothing else.
/// </summary>
internal sealed class TestStore : IMqttStore, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string? _folder;
    private readonly SqliteMqttStore? _sqlite;
    private readonly Dictionary<MqttStoreKey, byte[]> _entries;
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _open = new(true);
    private volatile bool _fails;

    private TestStore(string? folder, Dictionary<MqttStoreKey, byte[]> entries)
    {
        _folder = folder;
        _entries = entries;
        if (folder is not null) _sqlite = new SqliteMqttStore(Path.Combine(folder, "broker.db"));
    }

    public static TheoryData<bool> Kinds => new(false, true);

    public static TheoryData<bool, MqttVersion> KindsAndVersions => new() { { false, MqttVersion.V311 }, { false, MqttVersion.V500 }, { true, MqttVersion.V311 }, { true, MqttVersion.V500 } };

    /// <summary>What was committed, by kind.</summary>
    public int Count(MqttStoreKind kind)
    {
        lock (_gate) return _entries.Keys.Count(key => key.Kind == kind);
    }

    public static TestStore Make(bool sqlite) => new(sqlite ? NewFolder() : null, []);

    public IEnumerable<MqttStoreEntry> Load()
    {
        if (_sqlite is not null) return _sqlite.Load();
        lock (_gate) return [.. _entries.Select(entry => new MqttStoreEntry(entry.Key, entry.Value))];
    }

    public void Commit(IReadOnlyList<MqttStoreEntry> changes)
    {
        if (_fails) throw new IOException("the disk is full");
        Assert.True(_open.Wait(Patience), "held too long");
        if (_fails) throw new IOException("the disk is full");
        lock (_gate)
        {
            _sqlite?.Commit(changes);
            foreach (var change in changes)
            {
                if (change.Value is { } value) _entries[change.Key] = value.ToArray();
                else _entries.Remove(change.Key);
            }
        }
    }

    /// <summary>Commits do not return until they are let go.</summary>
    public void Hold() => _open.Reset();

    public void LetGo() => _open.Set();

    public void Fail(bool fails) => _fails = fails;

    /// <summary>What the next process finds if this one dies now.</summary>
    public TestStore AfterCrash()
    {
        lock (_gate)
        {
            var folder = _folder is null ? null : NewFolder();
            if (folder is not null)
            {
                foreach (var file in Directory.GetFiles(_folder!)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }
            return new TestStore(folder, new(_entries));
        }
    }

    public void Dispose()
    {
        _open.Set();
        _sqlite?.Dispose();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    private static string NewFolder() => Directory.CreateTempSubdirectory("nanofleet-store-").FullName;
}
