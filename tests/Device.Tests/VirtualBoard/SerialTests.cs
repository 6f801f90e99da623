extern alias firmware;

using System.Text;
using firmware::System.IO.Ports;
using Nanofleet.VirtualBoard;
using NanoThreading = firmware::System.Threading;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>A serial cable between host and board.</summary>
public sealed class SerialTests : IDisposable
{
    private readonly Board _board = new();
    private readonly Signal _ready = new();
    private readonly Signal _done = new();

    [Fact]
    public async Task Lines_go_both_ways()
    {
        var line = _board.Serial("COM2");
        line.Received += _ => _done.Set();
        _board.PowerOn(() =>
        {
            using var port = new SerialPort("COM2", 115200);
            port.Open();
            port.WriteLine("got " + port.ReadLine());
        });

        line.Write("hello\n");

        await _done.WaitAsync();
        Assert.Equal("got hello\n", Encoding.UTF8.GetString(line.Read()));
    }

    [Fact]
    public async Task Arriving_bytes_raise_an_event()
    {
        var text = "";
        SerialPort? port = null;
        _board.PowerOn(() =>
        {
            port = new SerialPort("COM2");
            port.DataReceived += (_, _) =>
            {
                text += port.ReadExisting();
                if (text.Length == 3) _done.Set();
            };
            port.Open();
            _ready.Set();
            NanoThreading.Thread.Sleep(Timeout.Infinite);
        });
        await _ready.WaitAsync();

        _board.Serial("COM2").Write("a");
        _board.Serial("COM2").Write("bc");

        await _done.WaitAsync();
        Assert.Equal("abc", text);
    }

    [Fact]
    public async Task Reading_nothing_ends_with_the_time_out_and_the_debuggers_port_cannot_be_opened()
    {
        Exception? silent = null, debuggers = null;
        _board.PowerOn(() =>
        {
            var port = new SerialPort("COM2") { ReadTimeout = 10 };
            port.Open();
            silent = Record.Exception(() => port.ReadByte());
            debuggers = Record.Exception(() => new SerialPort("COM1").Open());
            _done.Set();
        });

        await _done.WaitAsync();

        Assert.IsType<TimeoutException>(silent);
        Assert.IsType<ArgumentException>(debuggers);
    }

    public void Dispose() => _board.Dispose();
}
