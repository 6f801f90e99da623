namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>What was printed on the console.</summary>
internal sealed class FakeSink : ILogSink
{
    public List<string> Lines { get; } = [];

    public void Write(string line) => Lines.Add(line);
}
