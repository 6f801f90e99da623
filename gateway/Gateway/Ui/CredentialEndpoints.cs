using Nanofleet.Contract;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Claims;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui;

/// <summary>The page that brings a new device in, and the buttons for the password of one that is here.</summary>
internal static class CredentialEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/add", Form).RequireAuthorization(Policies.Operator);
        routes.MapPost("/add", ClaimAsync).RequireAuthorization(Policies.Operator);
        routes.MapPost("/devices/{id}/credentials/rotate", RotateAsync).RequireAuthorization(Policies.Operator);
        routes.MapPost("/devices/{id}/credentials/revoke", RevokeAsync).RequireAuthorization(Policies.Operator);
    }

    private static IResult Form(string? device, IBrokerAccounts broker) => Page(new { DeviceId = device, broker.Problem });

    /// <summary>Answered with the page itself: the code must be in no address, and is gone when the page is loaded again.</summary>
    private static async Task<IResult> ClaimAsync(HttpContext context, Provisioning provisioning, IBrokerAccounts broker, BrokerAddress address, ITrustBundle trust, CancellationToken cancel)
    {
        var text = (await context.Request.ReadFormAsync(cancel))["device"].ToString().Trim();
        var deviceId = text.Length == 0 ? null : text;
        if (broker.Problem is { } problem) return Page(new { DeviceId = deviceId, Problem = problem });
        if (deviceId is not null && !Rules.IsDeviceId(deviceId)) return Page(new { DeviceId = deviceId, Problem = Refusal.DeviceId(deviceId).Sentence });
        var claim = await provisioning.ClaimAsync(deviceId, cancel);
        return Page(new { DeviceId = deviceId, Made = NewDeviceView.Of(claim, deviceId, context.Request, trust, address) });
    }

    private static async Task<IResult> RotateAsync(string id, CredentialRotation rotation, CancellationToken cancel)
    {
        try
        {
            return await rotation.BeginAsync(id, cancel) switch
            {
                RotationStart.Begun or RotationStart.UnderWay => ToDevice(id),
                RotationStart.NoCredentials => Problems.PasswordNotChanged("The device has no password of its own: register it first."),
                _ => Problems.PasswordNotChanged("The device is suspended or retired, and would not get a new password: approve it first."),
            };
        }
        catch (Exception e) when (e is BrokerAccountsException or ConfigTooLargeException)
        {
            return Problems.PasswordNotChanged(e.Message);
        }
    }

    private static async Task<IResult> RevokeAsync(string id, CredentialRotation rotation, CancellationToken cancel) =>
        await rotation.RevokeAsync(id, cancel) ? ToDevice(id) : Problems.PasswordNotChanged("The device has no password of its own.");

    private static IResult ToDevice(string id) => Results.LocalRedirect($"/devices/{Uri.EscapeDataString(id)}#credentials");

    private static IResult Page(object parameters) => Rendered.Of<AddDevicePage>(parameters);
}
