using System.Text.Json;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Errors of the API as problem details (RFC 9457); the detail is a sentence that one can act on.</summary>
public static class Problems
{
    public static IResult BadRequest(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);

    public static IResult UnknownDevice(string deviceId) =>
        Results.Problem($"No device '{Ingest.Refusal.Cut(deviceId)}' has sent anything yet.", statusCode: StatusCodes.Status404NotFound);

    public static IResult UnknownCommand(string deviceId, string requestId) =>
        Results.Problem($"'{Ingest.Refusal.Cut(deviceId)}' was sent no command '{Ingest.Refusal.Cut(requestId)}'.", statusCode: StatusCodes.Status404NotFound);

    public static IResult Unauthorized(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status401Unauthorized);

    public static IResult Unprocessable(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status422UnprocessableEntity);

    public static IResult Conflict(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status409Conflict);

    public static IResult TooMany(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status429TooManyRequests);

    public static IResult NoOwnCa() =>
        Results.Problem("This gateway has no CA of its own: it speaks no TLS, or with a certificate that its settings name.", statusCode: StatusCodes.Status404NotFound);

    public static IResult NotJson() =>
        Results.Problem("Send the body as application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);

    public static IResult TooLarge(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status413PayloadTooLarge);

    public static IResult WrongEncoding(string encoding) =>
        Results.Problem($"The Content-Encoding '{Ingest.Refusal.Cut(encoding)}' is not taken; send gzip or none.", statusCode: StatusCodes.Status415UnsupportedMediaType);

    /// <summary>Of an upload: every entry with its reason.</summary>
    public static IResult NothingUsable(UploadAnswer answer) =>
        Results.Problem(
            answer.Refused.Count == 1 ? answer.Refused[0].Sentence : $"None of the {answer.Refused.Count} entries could be used; see refused.",
            statusCode: StatusCodes.Status422UnprocessableEntity,
            extensions: new Dictionary<string, object?> { ["refused"] = JsonSerializer.SerializeToElement(answer.Refused, ApiJson.Readable.IReadOnlyListUploadRefusal) });

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
