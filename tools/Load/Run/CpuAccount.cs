namespace Nanofleet.Load.Run;

/// <summary>CPU that a program spends from here on, over restarts: what it spent after the last look before its death is not known.</summary>
internal sealed class CpuAccount
{
    private readonly Func<int?> _processId;
    private int? _known;
    private TimeSpan _last;

    public CpuAccount(string name, Func<int?> processId)
    {
        (Name, _processId) = (name, processId);
        _known = processId();
        if (_known is { } id) _last = ProcessFigures.Cpu(id);
    }

    public string Name { get; }

    public TimeSpan Spent { get; private set; }

    public long ResidentBytes => _processId() is { } id ? ProcessFigures.Resident(id) : 0;

    /// <summary>To be called now and then.</summary>
    public void Look()
    {
        if (_processId() is not { } id) return;
        var now = ProcessFigures.Cpu(id);
        if (id != _known) (_known, _last) = (id, TimeSpan.Zero);
        if (now > _last) Spent += now - _last;
        _last = now;
    }
}
