namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>What was printed on the console.</summary>
internal sealed class FakeSink : ILogSink
{
    public List<string> Lines { get; } = [];

    /// <summary>Sees every line when it is printed.</summary>
    public Action<string>? OnLine { get; set; }

    public void Write(string line)
    {
        Lines.Add(line);
        OnLine?.Invoke(line);
    }
}
