namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>A cable at the board's serial port, in the hand of the test.</summary>
internal sealed class FakeCable : ISerialLine
{
    private readonly Queue<byte> _toBoard = new();
    private readonly ImprovDecoder _decoder = new();
    private List<string> _frames = [];

    public void Put(byte[] bytes)
    {
        foreach (var value in bytes) _toBoard.Enqueue(value);
    }

    /// <summary>What the board has said since the last call; see <see cref="FrameText"/>.</summary>
    public List<string> Take()
    {
        var taken = _frames;
        _frames = [];
        return taken;
    }

    public int Read(byte[] into)
    {
        var count = 0;
        while (count < into.Length && _toBoard.TryDequeue(out var value)) into[count++] = value;
        return count;
    }

    public void Write(byte[] bytes, int count)
    {
        foreach (var value in bytes.AsSpan(0, count))
            for (var found = _decoder.Put(value); found; found = _decoder.Next()) _frames.Add(FrameText.Of(_decoder));
        Assert.False(_decoder.IsMidFrame, "Half a frame was written.");
    }
}
