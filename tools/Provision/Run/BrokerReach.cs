using System.Net.NetworkInformation;
using System.Net.Sockets;
using Nanofleet.Provision.Boards;
using Nanofleet.Provision.Gateway;

namespace Nanofleet.Provision.Run;

/// <summary>
/// Who runs this on the gateway's own machine reaches it at 127.0.0.1; a board would look for the broker in itself then, for
/// ever. Only a virtual board, which is on this machine, too, finds it there.
/// </summary>
internal static class BrokerReach
{
    private const string VirtualModel = "VIRTUAL";

    public static void Check(string brokerHost, BoardInfo board)
    {
        if (Uri.CheckHostName(brokerHost) == UriHostNameType.IPv6 && !GatewayAddress.IsLoopback(brokerHost))
            throw new ProvisionException(ExitCodes.WrongArguments, $"The board would look for the broker at {brokerHost}, and boards know no IPv6.",
                "Repeat this command with --broker-host and the gateway's name or IPv4 address: the registration is kept until then.");
        if (!GatewayAddress.IsLoopback(brokerHost) || board.Model?.StartsWith(VirtualModel, StringComparison.Ordinal) == true) return;
        throw new ProvisionException(ExitCodes.WrongArguments, $"The board would look for the broker at {brokerHost}, which is the board itself.",
            $"Repeat this command with --broker-host and the address by which boards reach this computer{Own()}: the registration is kept until then. For good, set Broker:PublicHost at the gateway.");
    }

    private static string Own()
    {
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Where(address => address.Address.AddressFamily == AddressFamily.InterNetwork)
            .Select(address => address.Address.ToString()).ToArray();
        return own.Length == 0 ? "" : $" (it has {string.Join(", ", own)})";
    }
}
