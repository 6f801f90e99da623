using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>This machine, as its operating system tells.</summary>
public sealed class Machine : IMachine, IDisposable
{
    public Machine() => NetworkChange.NetworkAddressChanged += OnChanged;

    public event Action? Changed;

    public string HostName => Dns.GetHostName();

    public IReadOnlyList<IPAddress> Addresses =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            // Temporary IPv6 addresses change every day, and the firmware speaks IPv4 only: a fixed one is named by Broker:CertificateNames.
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)),
    ];

    public void Dispose() => NetworkChange.NetworkAddressChanged -= OnChanged;

    private void OnChanged(object? sender, EventArgs e) => Changed?.Invoke();
}
