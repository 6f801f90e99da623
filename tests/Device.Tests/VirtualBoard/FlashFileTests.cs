using System.Text;
using Nanofleet.VirtualBoard.Storage;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>A torn file is always one that a shorter write would have left.</summary>
public sealed class FlashFileTests
{
    [Fact]
    public void Every_tear_of_every_random_write_leaves_a_prefix_of_its_steps()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var start = Encoding.ASCII.GetBytes(new string('.', random.Next(12)));
            var script = Script(random);
            for (var kept = 0; kept <= Steps(script); kept++)
            {
                var torn = new FlashFile(start.ToArray());
                Play(torn, script, int.MaxValue);
                torn.Tear(kept);

                var expected = new FlashFile(start.ToArray());
                Play(expected, script, kept);

                Assert.Equal(Encoding.ASCII.GetString(expected.Content), Encoding.ASCII.GetString(torn.Content));
                Assert.False(torn.IsDirty);
            }
        }
    }

    [Fact]
    public void Flushed_bytes_are_never_torn()
    {
        var file = new FlashFile([]);
        file.Write(0, "safe"u8);
        file.Flush();
        file.Write(0, "torn"u8);

        file.Tear(0);

        Assert.Equal("safe", Encoding.ASCII.GetString(file.Content));
    }

    private static List<(int Position, byte[]? Data)> Script(Random random)
    {
        var script = new List<(int, byte[]?)>();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            if (random.Next(4) == 0) script.Add((random.Next(16), null));
            else script.Add((random.Next(10), [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => (byte)random.Next('a', 'z'))]));
        }
        return script;
    }

    // A change of length to the same length is no step; the longest script is counted by playing it.
    private static int Steps(List<(int Position, byte[]? Data)> script)
    {
        var file = new FlashFile([]);
        Play(file, script, int.MaxValue);
        return file.UnflushedSteps;
    }

    private static void Play(FlashFile file, List<(int Position, byte[]? Data)> script, int steps)
    {
        foreach (var (position, data) in script)
        {
            var left = steps - file.UnflushedSteps;
            if (left <= 0) return;
            if (data is null) file.SetLength(position);
            else file.Write(position, data.AsSpan(0, Math.Min(left, data.Length)));
        }
    }
}
