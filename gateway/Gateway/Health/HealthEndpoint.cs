using Nanofleet.Gateway.Api;

namespace Nanofleet.Gateway.Health;

/// <summary><c>GET /healthz</c>: 200 while readings can come in and be stored, else 503, with the reason either way.</summary>
public static class HealthEndpoint
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/healthz", ReportAsync);

    private static async Task<IResult> ReportAsync(HealthCheck check)
    {
        var report = await check.ReportAsync();
        var status = report is { Database.Ok: true, Broker.Ok: true } ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Results.Json(report, ApiJson.Readable.HealthReport, statusCode: status);
    }
}
