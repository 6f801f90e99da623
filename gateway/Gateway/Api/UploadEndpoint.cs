using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>
/// <c>POST /api/devices/data/upload</c>: readings by HTTP, in each shape that MQTT takes, packed or not. The answer comes
/// after the commit; a repeat with the same (boot, seq) or the same Idempotency-Key stores nothing twice.
/// </summary>
public static class UploadEndpoint
{
    private const string KeyHeader = "Idempotency-Key";
    private const string DeviceHeader = "X-Device-Id";
    private const string DeviceName = "device_id";

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/devices/data/upload", TakeAsync).RequireAuthorization(Policies.Upload);

    private static async Task<IResult> TakeAsync(HttpRequest request, Uploads uploads, DeviceBudgets budgets, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) return Problems.NotJson();
        string? key = request.Headers[KeyHeader];
        if (key is not null && !Rules.IsRequestId(key)) return Problems.BadRequest($"The header {KeyHeader} '{Refusal.Cut(key)}' must be 1 to {Limits.RequestId} printable characters without spaces.");
        if (await UploadBody.ReadAsync(request, cancel) is not { } body) return Problems.TooLarge(Refusal.TooLarge(Limits.GatewayMessage + 1).Sentence);
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip")) return Problems.WrongEncoding(encoding);
        if (encoding == "gzip" && !Gzip.TryUnpack(body, out body, out var damaged))
            return damaged.Code == RefusalCodes.TooLarge ? Problems.TooLarge(damaged.Sentence) : Problems.BadRequest(damaged.Sentence);
        if (!JsonCheck.TryPass(body, out var refusal)) return Problems.BadRequest(refusal.Sentence);
        if (!TryDevice(request, body, out var device, out var fault)) return Problems.BadRequest(fault);
        if (!budgets.AdmitsUpload(device, body.Length)) return Problems.TooMany($"The device '{device}' sends more than the section Limits of the gateway's settings allows; send it again in a second.");
        try
        {
            return Answer(device, await uploads.TakeAsync(device, body, key, cancel));
        }
        catch (TimeoutException e)
        {
            return Results.Problem($"{e.Message} Send it again with the same (boot, seq) or {KeyHeader}: it will not be stored twice.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>In the address, a header or the body; all that name it must name the same.</summary>
    private static bool TryDevice(HttpRequest request, byte[] body, out string device, out string fault)
    {
        var named = new[] { request.Query[DeviceName].ToString(), request.Headers[DeviceHeader].ToString(), InBody(body) }.Where(name => name.Length > 0).Distinct().ToArray();
        device = named.FirstOrDefault("");
        fault = named.Length switch
        {
            0 => $"Which device sends this? Name it as ?{DeviceName}=… in the address, as {DeviceHeader} in the header or as {DeviceName} in the body.",
            1 => Rules.IsDeviceId(device) ? "" : $"The {DeviceName} '{Refusal.Cut(device)}' is not [A-Za-z0-9_-]{{1,64}}.",
            _ => $"The address, the header and the body name different devices: {string.Join(", ", named.Select(Refusal.Cut))}.",
        };
        return fault.Length == 0;
    }

    private static string InBody(byte[] body)
    {
        var root = JsonElement.Parse(body);
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(DeviceName, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : "";
    }

    private static IResult Answer(string device, UploadResult result)
    {
        var answer = UploadAnswer.Of(device, result);
        return result.Outcome switch
        {
            Outcome.Stored or Outcome.Duplicate => Results.Json(answer, ApiJson.Readable.UploadAnswer),
            Outcome.Held => Results.Json(answer, ApiJson.Readable.UploadAnswer, statusCode: StatusCodes.Status202Accepted),
            Outcome.Conflict => Results.Problem($"This {KeyHeader} was used for another content; use a new one for each upload.", statusCode: StatusCodes.Status409Conflict),
            Outcome.Rejected => Results.Problem($"The device '{device}' may not send readings, or not so many before it is approved: approve it with PUT /api/devices/{device}/state.", statusCode: StatusCodes.Status403Forbidden),
            _ => Problems.NothingUsable(answer),
        };
    }
}
