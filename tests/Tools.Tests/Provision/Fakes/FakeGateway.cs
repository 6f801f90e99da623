using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nanofleet.Tools.Tests.Provision.Fakes;

/// <summary>The registration API, as it is promised, over TLS with a certificate of a test authority, and as badly as it is told.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    public const string Key = "nfk_fake";
    public const string BrokerPassword = "broker-password-canary";
    public const string ClientKey = "-----BEGIN PRIVATE KEY-----\nclient-key-canary\n-----END PRIVATE KEY-----\n";

    private const string Token = "token-canary";

    private readonly WebApplication _app;

    private FakeGateway(WebApplication app, TestAuthority authority) => (_app, Authority) = (app, authority);

    public TestAuthority Authority { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>Codes that can be used, once.</summary>
    public HashSet<string> ClaimCodes { get; } = ["K7QF-3M2P-9XWD"];

    /// <summary>Devices with credentials.</summary>
    public HashSet<string> Devices { get; } = [];

    /// <summary>Bodies of registrations that succeeded.</summary>
    public List<JsonObject> Registrations { get; } = [];

    /// <summary>Answers to the questions for the state, one after the other, the last one for ever.</summary>
    public Queue<(string State, bool Online, int Stored)> States { get; } = new([("approved", false, 0), ("approved", true, 0), ("approved", true, 1)]);

    /// <summary>Its broker asks for client certificates.</summary>
    public bool AsksForCertificates { get; set; }

    /// <summary>Instead of a registration.</summary>
    public int? Refusal { get; set; }

    /// <summary>Instead of every answer.</summary>
    public IResult? Stranger { get; set; }

    public TimeSpan TokenLife { get; set; } = TimeSpan.FromMinutes(15);

    public bool HasNoApi { get; set; }

    public bool ForgetsTokens { get; set; }

    public static async Task<FakeGateway> StartAsync(bool tls = true)
    {
        var authority = new TestAuthority();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls) listen.UseHttps(authority.IssueServer());
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        var gateway = new FakeGateway(builder.Build(), authority);
        gateway._app.MapGet("/ca.pem", () => Results.Text(authority.Root.ExportCertificatePem()));
        gateway._app.MapPost("/api/provision", async (HttpRequest request) => gateway.Register(request, (await JsonNode.ParseAsync(request.Body))!.AsObject()));
        gateway._app.MapGet("/api/provision/status", gateway.Status);
        await gateway._app.StartAsync();
        gateway.Address = new Uri(gateway._app.Urls.Single());
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Authority.Dispose();
    }

    public static string ClientCertificate(string id) => $"-----BEGIN CERTIFICATE-----\n{id}\n-----END CERTIFICATE-----\n";

    private IResult Register(HttpRequest request, JsonObject body)
    {
        var id = (string)body["device_id"]!;
        var code = (string?)body["claim_code"];
        if (Stranger is not null) return Stranger;
        if (Refusal is { } status) return Results.StatusCode(status);
        if (code is null ? Bearer(request) != Key : !ClaimCodes.Contains(code)) return Results.Problem(statusCode: 401);
        if (Devices.Contains(id) && body["replace"]?.GetValue<bool>() != true) return Results.Problem(detail: $"{id} has credentials", statusCode: 409);
        if (code is not null) ClaimCodes.Remove(code);
        Devices.Add(id);
        Registrations.Add(body);
        return Results.Json(new
        {
            device_id = id, @namespace = "farm", broker_host = (string?)null, broker_port = 8883, broker_tls = true, broker_user = id, broker_password = BrokerPassword,
            broker_ca = Authority.Root.ExportCertificatePem(), token = Token, token_expires_at = DateTimeOffset.UtcNow + TokenLife,
            client_certificate = AsksForCertificates ? ClientCertificate(id) : null, client_key = AsksForCertificates ? ClientKey : null,
        }, statusCode: 201);
    }

    private IResult Status(HttpRequest request)
    {
        if (Stranger is not null) return Stranger;
        if (HasNoApi) return Results.NotFound();
        if (ForgetsTokens || Bearer(request) != Token) return Results.Unauthorized();
        var (state, online, stored) = States.Count > 1 ? States.Dequeue() : States.Peek();
        return Results.Json(new { device_id = "kitchen", state, online, stored, first_stored_at = stored > 0 ? "2026-05-04T03:02:01.000Z" : null });
    }

    private static string? Bearer(HttpRequest request) => AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) ? header.Parameter : null;
}
