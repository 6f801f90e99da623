namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>Flash that can lose power at any byte of a write, or refuse to be written.</summary>
internal sealed class FakeFiles : IFileStore
{
    private readonly Dictionary<string, byte[]> _files = [];

    /// <summary>Bytes that still reach the flash before the power goes; null for a lasting supply.</summary>
    public int? BytesUntilCut { get; set; }

    public bool Refuses { get; set; }

    public int Writes { get; private set; }

    public byte[]? this[string name]
    {
        get => _files.GetValueOrDefault(name);
        set => _files[name] = value!;
    }

    public byte[]? Read(string name) => this[name];

    public bool Write(string name, byte[] content)
    {
        if (Refuses) return false;
        Writes++;
        if (BytesUntilCut is { } left && left <= content.Length)
        {
            // Left equal to the length: the write is whole, but nobody hears of it any more.
            _files[name] = content[..left];
            BytesUntilCut = null;
            throw new PowerCutException();
        }

        BytesUntilCut -= content.Length;
        _files[name] = content;
        return true;
    }
}
