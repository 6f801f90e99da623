using System.Net;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Gateway.Security.Claims;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Security.Pki;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>What somebody types to bring a new board in: the command line of the provisioning tool, with the code that was made for it.</summary>
/// <param name="Gateway">Where the reader's browser has reached the gateway.</param>
/// <param name="Pin">The fingerprint of the gateway's own authority; null where it has none, or is reached without TLS.</param>
/// <param name="DoubtfulHost">Where the board will look for the broker, probably in vain; null where it should find it.</param>
public sealed record NewDeviceView(IssuedClaim Claim, string? DeviceId, string Gateway, string? Pin, string? DoubtfulHost)
{
    public string Command =>
        $"dotnet run --project tools/Provision -- --gateway {Gateway}{(Pin is null ? "" : $" --gateway-ca-fingerprint {Pin}")} --claim-code {Claim.Code}{(DeviceId is null ? "" : $" --device-id {DeviceId}")} --wifi-ssid YOUR-WIFI --port PORT";

    public static NewDeviceView Of(IssuedClaim claim, string? deviceId, HttpRequest request, ITrustBundle trust, BrokerAddress broker) => new(
        claim,
        deviceId,
        $"{request.Scheme}://{request.Host}",
        request.IsHttps && trust.Pem is { } pem ? Fingerprint.Of(X509Certificate2.CreateFromPem(pem)) : null,
        broker.Host is null && IsDoubtful(request.Host.Host) ? request.Host.Host : null);

    /// <summary>True for a loopback address, and for a name without a dot: this computer may know it, boards ask the network's name server.</summary>
    public static bool IsDoubtful(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address) ? IPAddress.IsLoopback(address) : !host.Contains('.', StringComparison.Ordinal);
}
