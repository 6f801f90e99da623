using Nanofleet.Gateway.Api;
using Nanofleet.Gateway.Security;

namespace Nanofleet.Gateway.Health;

/// <summary><c>GET /healthz</c>: 200 while readings can come in and be stored, else 503. Strangers, such as a load balancer, are told just that, viewers everything.</summary>
public static class HealthEndpoint
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/healthz", ReportAsync).AllowAnonymous();

    private static async Task<IResult> ReportAsync(HttpContext context, HealthCheck check)
    {
        var report = await check.ReportAsync();
        var status = report is { Database.Ok: true, Broker.Ok: true } ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        if (!context.User.May(Policies.Viewer)) return Results.Json(new HealthWord(report.Status), ApiJson.Readable.HealthWord, statusCode: status);
        return Results.Json(report, ApiJson.Readable.HealthReport, statusCode: status);
    }
}
