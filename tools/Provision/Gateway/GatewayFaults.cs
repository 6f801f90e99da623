using System.Net;
using System.Net.Sockets;

namespace Nanofleet.Provision.Gateway;

/// <summary>What can go wrong between this computer and the gateway, each with its next action.</summary>
internal static class GatewayFaults
{
    /// <summary>What a request without an answer means; null where it is no matter of the network.</summary>
    /// <param name="refusal">Why the certificate was refused; null where it was not.</param>
    public static ProvisionException? Of(Uri gateway, string? refusal, Exception e) => e switch
    {
        HttpRequestException when refusal is not null => NotTrusted(gateway, refusal),
        HttpRequestException request => Unreachable(gateway, request),
        TaskCanceledException => Fault(($"The gateway at {gateway.Authority} does not answer.", "Check that it runs and that no firewall is on the way; then repeat this command."), e),
        _ => null,
    };

    /// <summary>Instead of the answer that only a gateway gives to a question without a token.</summary>
    public static ProvisionException NotReady(Uri gateway, HttpStatusCode status) => Fault(status switch
    {
        HttpStatusCode.TooManyRequests => TooOften,
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => ($"{gateway.Authority} sends on to another address ({(int)status}).", "Give that one with --gateway, as the browser shows it at the end: secrets go to no other than the one that is given."),
        >= HttpStatusCode.InternalServerError => ($"The gateway at {gateway.Authority} cannot work just now ({(int)status}).", "Look at its page and its log; then repeat this command."),
        _ => ($"What answers at {gateway.Authority} is no Nanofleet gateway, or one that cannot register devices ({(int)status}).", "Check --gateway: its page must open at this address in a browser."),
    });

    public static ProvisionException Refused(HttpStatusCode status, RegistrationRequest request, string? detail) => Fault(status switch
    {
        HttpStatusCode.Unauthorized when request.ClaimCode is not null => ("The gateway does not take this claim code: it is mistyped, was used already, is older than 15 minutes, or was made for another device.", "Get a new one on the page \"Add a device\", and repeat this command with it."),
        HttpStatusCode.Unauthorized => ("The gateway does not know this API key, or it has expired.", "Make one with the scope \"provision\" on the gateway's page, and name its file with --api-key-file."),
        HttpStatusCode.Forbidden => ($"This API key may not register devices{Said(detail)}.", "Use one with the scope \"provision\"."),
        HttpStatusCode.Conflict => ($"There is a device {request.DeviceId} with credentials of its own already.", "If it is this very board, add --replace: its old credentials become void. Else choose another --device-id."),
        HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest => ($"The gateway refuses the device {request.DeviceId}{Said(detail)}.", "Choose another --device-id: 1 to 64 of A-Z a-z 0-9 _ -."),
        HttpStatusCode.TooManyRequests => TooOften,
        _ => ($"The gateway failed to register the device ({(int)status}{Said(detail)}).", "Look into the gateway's log; then repeat this command."),
    });

    public static ProvisionException TokenOver(Registration registration) => new(
        ExitCodes.NoReading, $"The gateway tells no more how far {registration.DeviceId} is: that holds for 15 minutes.", "See the device's page on the gateway: what the board lacks is there.");

    public static ProvisionException Unreadable(string what) => Fault(($"The gateway's answer cannot be read: {what}.", "This tool and the gateway must be of the same version: compare nanofleet-provision --version with the gateway's."));

    private static ProvisionException Unreachable(Uri gateway, HttpRequestException e) => Fault(e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => ($"The name {gateway.Host} is not known in this network.", "Check --gateway, or give the gateway's address in place of its name."),
        _ when e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } => ($"Nothing listens at {gateway.Authority}.", "Check that the gateway runs, its port, and that it listens to the network: its log names the addresses."),
        HttpRequestError.ResponseEnded when gateway.Scheme == "http" => ($"{gateway.Authority} hangs up on what is not encrypted.", "Give the address with https://, as the gateway's log names it."),
        HttpRequestError.SecureConnectionError => ($"{gateway.Authority} does not speak TLS as it should ({e.GetBaseException().Message}).", "Check the port of --gateway: the https one is meant."),
        _ => ($"The gateway at {gateway.Authority} cannot be reached ({e.GetBaseException().Message}).", "Check --gateway, the network cable or Wi-Fi of this computer, and firewalls on the way."),
    }, e);

    private static ProvisionException NotTrusted(Uri gateway, string refusal) => Fault((
        $"The gateway at {gateway.Authority} is not trusted: {refusal}.",
        "Nothing was sent to it. Give the SHA-256 fingerprint of its authority with --gateway-ca-fingerprint, or the certificate with --gateway-ca FILE. If you did, compare with the line \"CA:\" of the gateway's log: perhaps it is another gateway, or its data directory was removed."));

    private static (string Cause, string Next) TooOften => ("The gateway lets nobody try so often: there were too many wrong codes.", "Wait a minute and repeat this command.");

    private static string Said(string? detail) => detail is null ? "" : $" ({detail.TrimEnd('.')})";

    private static ProvisionException Fault((string Cause, string Next) fault, Exception? inner = null) => new(ExitCodes.Gateway, fault.Cause, fault.Next, inner);
}
