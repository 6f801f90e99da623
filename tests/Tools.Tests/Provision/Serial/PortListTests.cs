using Nanofleet.Provision.Serial;

namespace Nanofleet.Tools.Tests.Provision.Serial;

public sealed class PortListTests : IDisposable
{
    private readonly DirectoryInfo _dev = Directory.CreateTempSubdirectory("nf-dev-");

    [Fact]
    public void Linux_ports_are_sorted_by_number_and_carry_what_is_connected()
    {
        foreach (var name in (string[])["ttyUSB10", "ttyUSB2", "ttyACM0", "tty1", "ttyS0"]) File.WriteAllText(Path.Combine(_dev.FullName, name), "");
        var byId = _dev.CreateSubdirectory("serial/by-id");
        File.CreateSymbolicLink(Path.Combine(byId.FullName, "usb-Silicon_Labs_CP2102N_0001-if00-port0"), "../../ttyUSB2");

        var ports = PortList.ReadLinux(_dev.FullName);

        Assert.Equal(["ttyACM0", "ttyUSB2", "ttyUSB10"], ports.Select(port => Path.GetFileName(port.Name)));
        Assert.Equal(["", "Silicon Labs CP2102N 0001", ""], ports.Select(port => port.Description));
    }

    [Fact]
    public void Mac_ports_are_the_call_out_ones_of_cables()
    {
        foreach (var name in (string[])["cu.usbserial-0001", "tty.usbserial-0001", "cu.Bluetooth-Incoming-Port", "cu.debug-console"]) File.WriteAllText(Path.Combine(_dev.FullName, name), "");
        Assert.Equal(["cu.usbserial-0001"], PortList.ReadMac(_dev.FullName).Select(port => Path.GetFileName(port.Name)));
    }

    public void Dispose() => _dev.Delete(recursive: true);
}
