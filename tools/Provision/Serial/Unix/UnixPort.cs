using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Nanofleet.Provision.Serial.Unix;

/// <summary>A serial port through termios, on Linux and macOS.</summary>
internal sealed unsafe class UnixPort : ISerialPort
{
    private readonly int _descriptor;
    private readonly TerminalLayout _layout;
    private bool _claimed;
    private bool _closed;

    private UnixPort(string name, int descriptor, TerminalLayout layout)
    {
        Name = name;
        _descriptor = descriptor;
        _layout = layout;
    }

    public string Name { get; }

    public static UnixPort Open(string name, TerminalLayout layout)
    {
        if (layout.TtyWaitsForCarrier && name.StartsWith("/dev/tty.", StringComparison.Ordinal)) throw PortFaults.CallOut(name);
        var descriptor = Libc.Open(name, layout.OpenFlags);
        if (descriptor < 0) throw OpenFault(name, Marshal.GetLastPInvokeError());
        return SerialPorts.SetUp(new UnixPort(name, descriptor, layout), port =>
        {
            port.Claim();
            port.Configure();
        });
    }

    public int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = (int)Libc.Read(_descriptor, start, (nuint)buffer.Length);
                if (count > 0) return count;
                if (count == 0) return IsThere() ? 0 : throw PortFaults.Unplugged(Name);
                if (Marshal.GetLastPInvokeError() is var error && error != Libc.Interrupted) throw TransferFault("reading", error);
            }
        }
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            for (var done = 0; done < data.Length;)
            {
                var count = (int)Libc.Write(_descriptor, start + done, (nuint)(data.Length - done));
                if (count >= 0) done += count;
                else if (Marshal.GetLastPInvokeError() is var error && error != Libc.Interrupted) throw TransferFault("writing", error);
            }
        }
    }

    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        Release();
        _ = Libc.Close(_descriptor);
    }

    // A lock for programs that ask for one, also those of root; the ioctl for all others, from now on.
    private void Claim()
    {
        if (Libc.Lock(_descriptor, Libc.LockExclusiveNow) < 0 && Marshal.GetLastPInvokeError() == _layout.WouldBlock) throw PortFaults.Busy(Name, PortHolder.Find(Name));
        if (Libc.Ask(_descriptor, _layout.Exclusive) < 0) throw PortFaults.NotSerial(Name);
        _claimed = true;
    }

    // To close is not enough: while a program is being started, its copy of the descriptor holds on to both.
    private void Release()
    {
        if (!_claimed) return;
        _ = Libc.Ask(_descriptor, _layout.Shared);
        _ = Libc.Lock(_descriptor, Libc.Unlock);
    }

    private void Configure()
    {
        var termios = stackalloc byte[TerminalLayout.Room];
        if (Libc.GetTerminal(_descriptor, termios) < 0) throw PortFaults.NotSerial(Name);
        Libc.MakeRaw(termios); // 8 bits, no parity, no echo, no signals, nothing translated
        var flags = new Span<byte>(termios + _layout.ControlFlags, _layout.FlagSize);
        BinaryPrimitives.WriteUInt32LittleEndian(flags, (BinaryPrimitives.ReadUInt32LittleEndian(flags) | _layout.Raise) & ~_layout.Clear);
        termios[_layout.ControlCharacters + _layout.MinimumBytes] = 0;
        termios[_layout.ControlCharacters + _layout.WaitTenths] = 1;
        if (Libc.SetSpeed(termios, _layout.Baud115200) < 0) throw PortFaults.Failed(Name, "setting 115200 baud", LastError());
        if (Libc.SetTerminal(_descriptor, Libc.Now, termios) < 0) throw PortFaults.Failed(Name, "setting it up", LastError());
        // It was opened so that no carrier is waited for; from here on reads are to wait for bytes.
        if (OperatingSystem.IsLinux() && Libc.Control(_descriptor, Libc.SetFlags, 0) < 0) throw PortFaults.Failed(Name, "setting it up", LastError());
    }

    // A read that gives nothing is a pause, or a device that is gone: only the latter has no settings any more.
    private bool IsThere()
    {
        var termios = stackalloc byte[TerminalLayout.Room];
        return Libc.GetTerminal(_descriptor, termios) == 0;
    }

    private ProvisionException TransferFault(string what, int error) =>
        error is Libc.InputOutput or Libc.NoAddress or Libc.NoDevice ? PortFaults.Unplugged(Name) : PortFaults.Failed(Name, what, Text(error));

    private static ProvisionException OpenFault(string name, int error) => error switch
    {
        Libc.NoEntry or Libc.NoAddress or Libc.NoDevice => PortFaults.Missing(name, PortList.Read()),
        Libc.Denied => PortFaults.Denied(name),
        Libc.Busy => PortFaults.Busy(name, PortHolder.Find(name)),
        _ => PortFaults.Failed(name, "opening", Text(error)),
    };

    private static string LastError() => Text(Marshal.GetLastPInvokeError());

    private static string Text(int error) => Marshal.GetPInvokeErrorMessage(error);
}
