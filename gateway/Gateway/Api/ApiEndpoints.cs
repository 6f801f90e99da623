using Nanofleet.Gateway.Health;
using Nanofleet.Gateway.Ui;

namespace Nanofleet.Gateway.Api;

/// <summary>Every address that programs call.</summary>
public static class ApiEndpoints
{
    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup("/api").AddEndpointFilter(Problems.CatchOutage).AddEndpointFilter(ForgeryGuard.CheckApiAsync);
        DeviceEndpoints.Map(api);
        UploadEndpoint.Map(api);
        BalanceEndpoints.Map(api);
        AdmissionEndpoints.Map(api);
        ProvisionEndpoints.Map(api);
        CredentialEndpoints.Map(api);
        CommandEndpoints.Map(api);
        ConfigEndpoints.Map(api);
        QuarantineEndpoints.Map(api);
        EventEndpoints.Map(api);
        CaEndpoints.Map(api);
        CertificateEndpoints.Map(api);
        KeyEndpoints.Map(api);
        PeopleEndpoints.Map(api);
        AuditEndpoints.Map(api);
        HealthEndpoint.Map(app);
    }
}
