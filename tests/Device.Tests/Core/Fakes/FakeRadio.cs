namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>A radio that ends what was begun when the test says so.</summary>
internal sealed class FakeRadio : IRadio
{
    private ScannedNetwork[]? _scanned;
    private WifiVerdict _verdict = WifiVerdict.Failed;

    public bool IsBusy { get; private set; }

    public ScannedNetwork[]? Scanned => IsBusy ? null : _scanned;

    public WifiVerdict Verdict => IsBusy ? WifiVerdict.Pending : _verdict;

    /// <summary>What was tried, such as <c>home secret 25000</c>.</summary>
    public List<string> Tried { get; } = [];

    public void BeginScan()
    {
        _scanned = null;
        IsBusy = true;
    }

    public void BeginJoin(string ssid, string password, int limitMs)
    {
        Tried.Add($"{ssid} {password} {limitMs}");
        IsBusy = true;
    }

    public void Hear(params ScannedNetwork[] networks)
    {
        _scanned = networks;
        IsBusy = false;
    }

    public void End(WifiVerdict verdict)
    {
        _verdict = verdict;
        IsBusy = false;
    }
}
