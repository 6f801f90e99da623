using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Errors of the API as problem details (RFC 9457); the detail is a sentence that one can act on.</summary>
public static class Problems
{
    public static IResult BadRequest(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);

    public static IResult UnknownDevice(string deviceId) =>
        Results.Problem($"No device '{Ingest.Refusal.Cut(deviceId)}' has sent anything yet.", statusCode: StatusCodes.Status404NotFound);

    public static IResult NotJson() =>
        Results.Problem("Send the body as application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);

    /// <summary>Of a command, so with the id under which it can be asked for.</summary>
    public static IResult OfCommand(int status, string detail, string requestId) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["request_id"] = requestId });

    /// <summary>Turns a database outage, wherever an endpoint meets it, into 503.</summary>
    public static async ValueTask<object?> CatchOutage(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (StoreUnavailableException e)
        {
            return Results.Problem($"The database does not answer; try again later. {e.Message}", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
