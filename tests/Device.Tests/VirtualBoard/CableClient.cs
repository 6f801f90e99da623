using System.Text;
using Nanofleet.Device.Tests.Core.Fakes;
using Nanofleet.VirtualBoard.Serial;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>Somebody with settings at a board's serial port, as far as a test needs one: sends a frame, waits for the one that ends its answer.</summary>
internal sealed class CableClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ImprovDecoder _decoder = new();
    private readonly ImprovWriter _writer = new();
    private readonly SerialLine _line;
    private readonly SemaphoreSlim _changed = new(0);
    private readonly List<string> _frames = [];

    public CableClient(SerialLine line)
    {
        _line = line;
        line.Received += OnReceived;
    }

    public void Send(byte command, params string[] texts)
    {
        _writer.Begin(ImprovTypes.Command, command);
        foreach (var text in texts) _writer.PutText(text);
        Send(_writer.End());
    }

    public void Send(ImprovWriter frame) => _line.Write(frame.ToArray());

    /// <summary>The frames up to one that begins so, or is so as a whole; they count as read.</summary>
    public async Task<List<string>> UntilAsync(string start, bool whole = false)
    {
        while (true)
        {
            lock (_frames)
            {
                var at = _frames.FindIndex(frame => whole ? frame == start : frame.StartsWith(start, StringComparison.Ordinal));
                if (at >= 0)
                {
                    var read = _frames[..(at + 1)];
                    _frames.RemoveRange(0, at + 1);
                    return read;
                }
            }

            Assert.True(await _changed.WaitAsync(Limit, TestContext.Current.CancellationToken), $"No '{start}' among: {string.Join(" | ", _frames)}");
        }
    }

    /// <summary>All settings in their pieces; the answers to the last step.</summary>
    public async Task<List<string>> SettleAsync(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        Send(SettingsRequest.Begin(_writer, bytes));
        await UntilAsync("settings 2 0");
        for (var at = 0; at < bytes.Length; at += SettingsAnswer.ChunkLength)
        {
            Send(SettingsRequest.Chunk(_writer, bytes, at));
            await UntilAsync("settings 3 0");
        }

        Send(SettingsRequest.Commit(_writer, bytes));
        var answers = await UntilAsync("settings 4 ");
        while (answers[^1].StartsWith("settings 4 1 ", StringComparison.Ordinal)) answers.AddRange(await UntilAsync("settings 4 "));
        return answers;
    }

    private void OnReceived(SerialLine line)
    {
        lock (_frames)
        {
            foreach (var value in line.Read())
                for (var found = _decoder.Put(value); found; found = _decoder.Next()) _frames.Add(FrameText.Of(_decoder));
        }

        _changed.Release();
    }
}
