using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nanofleet.Provision.Serial.Windows;

/// <summary>A serial port through the Win32 API. Windows itself never lets two programs open one.</summary>
internal sealed unsafe class WindowsPort : ISerialPort
{
    // ReadInterval and ReadTotalMultiplier at their highest with a constant between: return at once with what is there, else wait for the first byte.
    private static readonly Kernel32.CommTimeouts Waiting = new()
    {
        ReadInterval = uint.MaxValue,
        ReadTotalMultiplier = uint.MaxValue,
        ReadTotalConstant = 100,
        WriteTotalConstant = 5000,
    };

    private readonly SafeFileHandle _handle;

    private WindowsPort(string name, SafeFileHandle handle)
    {
        Name = name;
        _handle = handle;
    }

    public string Name { get; }

    public static WindowsPort Open(string name)
    {
        // COM10 and above are only found in the devices' own name space; the lower ones are there, too.
        var path = name.StartsWith(@"\\.\", StringComparison.Ordinal) ? name : $@"\\.\{name}";
        var handle = Kernel32.CreateFile(path, Kernel32.ReadAndWrite, 0, 0, Kernel32.OpenExisting, 0, 0);
        if (handle.IsInvalid) throw OpenFault(name, Marshal.GetLastPInvokeError());
        return SerialPorts.SetUp(new WindowsPort(name, handle), port => port.Configure());
    }

    public int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            if (!Kernel32.ReadFile(_handle, start, (uint)buffer.Length, out var count, 0)) throw PortFaults.Unplugged(Name);
            return (int)count;
        }
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            if (!Kernel32.WriteFile(_handle, start, (uint)data.Length, out var count, 0)) throw PortFaults.Unplugged(Name);
            if (count != data.Length) throw PortFaults.Failed(Name, "writing", "the board takes nothing");
        }
    }

    public void Dispose() => _handle.Dispose();

    private void Configure()
    {
        var state = new Kernel32.Dcb { Length = (uint)Unsafe.SizeOf<Kernel32.Dcb>() };
        if (!Kernel32.GetCommState(_handle, ref state)) throw PortFaults.NotSerial(Name);
        state.BaudRate = 115_200;
        state.ByteSize = 8;
        state.Parity = 0; // NOPARITY
        state.StopBits = 0; // ONESTOPBIT
        state.Flags = Kernel32.BinaryWithBothLinesUp; // no flow control, nothing translated
        var timeouts = Waiting;
        if (!Kernel32.SetCommState(_handle, ref state) || !Kernel32.SetCommTimeouts(_handle, ref timeouts))
            throw PortFaults.Failed(Name, "setting it up", Text(Marshal.GetLastPInvokeError()));
    }

    private static ProvisionException OpenFault(string name, int error) => error switch
    {
        Kernel32.FileNotFound or Kernel32.PathNotFound => PortFaults.Missing(name, PortList.Read()),
        Kernel32.AccessDenied or Kernel32.SharingViolation => PortFaults.Busy(name, null),
        _ => PortFaults.Failed(name, "opening", Text(error)),
    };

    private static string Text(int error) => Marshal.GetPInvokeErrorMessage(error);
}
