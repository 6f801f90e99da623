using Nanofleet.Provision.Serial.Unix;
using Nanofleet.Provision.Serial.Windows;

namespace Nanofleet.Provision.Serial;

/// <summary>
/// Opens ports. The system raises DTR and RTS together when a port is opened. The two transistors by which ESP32 boards let
/// a PC reset them (EN low while only RTS is up, IO0 low while only DTR is) take both together as: run. The two lines do not
/// change in the very same moment, so a board may still restart; callers therefore ask it again for some seconds.
/// Neither line is touched afterwards, and on Linux and macOS they stay up when the port is closed, so that closing does
/// not restart a board that has just got its settings.
/// </summary>
internal static class SerialPorts
{
    public static ISerialPort Open(string name) =>
        OperatingSystem.IsWindows() ? WindowsPort.Open(name) : UnixPort.Open(name, OperatingSystem.IsMacOS() ? TerminalLayout.MacOs : TerminalLayout.Linux);

    /// <summary>Sets up a port that is open; where that fails, it is closed.</summary>
    internal static T SetUp<T>(T port, Action<T> prepare) where T : ISerialPort
    {
        var isReady = false;
        try
        {
            prepare(port);
            isReady = true;
            return port;
        }
        finally
        {
            if (!isReady) port.Dispose();
        }
    }
}
