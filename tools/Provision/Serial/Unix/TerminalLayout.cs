namespace Nanofleet.Provision.Serial.Unix;

/// <summary>
/// Where Linux (glibc and musl) and macOS differ: struct termios, and the numbers of what is asked of a terminal. Offsets and
/// sizes in bytes, for 64 bits; the Linux numbers are those of x64, Arm and RISC-V.
/// </summary>
internal sealed class TerminalLayout
{
    /// <summary>tcflag_t is 32 bits, and a line discipline stands before the control characters.</summary>
    public static readonly TerminalLayout Linux = new()
    {
        FlagSize = 4,
        ControlFlags = 8,
        ControlCharacters = 17,
        MinimumBytes = 6,
        WaitTenths = 5,
        Raise = 0x0000_0880, // CLOCAL | CREAD
        Clear = 0x8000_0440, // CRTSCTS | HUPCL | CSTOPB
        Baud115200 = 0x1002, // B115200
        Exclusive = 0x540C, // TIOCEXCL
        Shared = 0x540D, // TIOCNXCL
        OpenFlags = 0x8_0902, // O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_RDWR
        WouldBlock = 11,
        TtyWaitsForCarrier = false,
    };

    /// <summary>tcflag_t and speed_t are 64 bits, and speeds are numbers.</summary>
    public static readonly TerminalLayout MacOs = new()
    {
        FlagSize = 8,
        ControlFlags = 16,
        ControlCharacters = 32,
        MinimumBytes = 16,
        WaitTenths = 17,
        Raise = 0x0000_8800, // CLOCAL | CREAD
        Clear = 0x0003_4400, // CCTS_OFLOW | CRTS_IFLOW | HUPCL | CSTOPB
        Baud115200 = 115_200,
        Exclusive = 0x2000_740D, // TIOCEXCL
        Shared = 0x2000_740E, // TIOCNXCL
        OpenFlags = 0x102_0002, // O_CLOEXEC | O_NOCTTY | O_RDWR; a call-out device (cu.*) waits for no carrier
        WouldBlock = 35,
        TtyWaitsForCarrier = true,
    };

    /// <summary>Larger than either struct termios.</summary>
    public const int Room = 128;

    public required int FlagSize { get; init; }

    /// <summary>Of c_cflag.</summary>
    public required int ControlFlags { get; init; }

    /// <summary>Of c_cc.</summary>
    public required int ControlCharacters { get; init; }

    /// <summary>VMIN, an index into c_cc.</summary>
    public required int MinimumBytes { get; init; }

    /// <summary>VTIME, an index into c_cc.</summary>
    public required int WaitTenths { get; init; }

    /// <summary>Of c_cflag: no modem lines, receiver on.</summary>
    public required uint Raise { get; init; }

    /// <summary>Of c_cflag: no flow control, lines stay as they are at the end, one stop bit.</summary>
    public required uint Clear { get; init; }

    public required nuint Baud115200 { get; init; }

    /// <summary>The ioctl, without an argument, after which others cannot open the port.</summary>
    public required nuint Exclusive { get; init; }

    /// <summary>The ioctl that takes this back.</summary>
    public required nuint Shared { get; init; }

    public required int OpenFlags { get; init; }

    /// <summary>The errno of a lock that somebody else has.</summary>
    public required int WouldBlock { get; init; }

    /// <summary>/dev/tty.* waits for a carrier.</summary>
    public required bool TtyWaitsForCarrier { get; init; }
}
