using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nanofleet.Provision.Gateway;

/// <summary>The gateway by its API.</summary>
internal sealed class HttpGateway : IGateway, IDisposable
{
    private const string RegisterPath = "/api/provision";
    private const string StatusPath = "/api/provision/status";
    private const string AuthorityPath = "/ca.pem";
    private const int LargestAnswer = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
    };

    private readonly GatewayTrust _trust;
    private readonly string? _apiKey;
    private readonly TimeSpan _patience;
    private readonly HttpClient _http;

    /// <param name="apiKey">Null where claim codes are used.</param>
    /// <param name="patience">How long one answer may take.</param>
    public HttpGateway(Uri address, GatewayTrust trust, string? apiKey, TimeSpan patience)
    {
        Address = address;
        _trust = trust;
        _apiKey = apiKey;
        _patience = patience;
        _http = Client((_, certificate, chain, errors) => _trust.Judge(certificate as X509Certificate2, chain, errors));
    }

    public Uri Address { get; }

    public string Trust => Address.Scheme == "https" ? $"certificate {_trust.Describe}" : "on this computer";

    public async Task CheckAsync(CancellationToken cancel)
    {
        if (_trust.IsSearched && Address.Scheme == "https") await FetchAuthorityAsync(cancel);
        // Without a token this is a question that only a gateway answers in this way.
        var (status, _) = await AskAsync(_http, new HttpRequestMessage(HttpMethod.Get, StatusPath), cancel);
        if (status != HttpStatusCode.Unauthorized) throw GatewayFaults.NotReady(Address, status);
    }

    public async Task<Registration> RegisterAsync(RegistrationRequest request, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, RegisterPath) { Content = JsonContent.Create(request, options: Json) };
        if (_apiKey is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _apiKey);
        var (status, text) = await AskAsync(_http, message, cancel);
        return status == HttpStatusCode.Created ? Read<Registration>(text) : throw GatewayFaults.Refused(status, request, TryRead<Problem>(text, out _)?.Detail);
    }

    public async Task<DeviceProgress?> ProgressAsync(Registration registration, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, StatusPath);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", registration.Token);
        var (status, text, fault) = await TryAskAsync(_http, message, cancel);
        if (fault is not null) return _trust.Refusal is null ? null : throw fault;
        if (status == HttpStatusCode.Unauthorized) throw GatewayFaults.TokenOver(registration);
        return status == HttpStatusCode.OK ? Read<DeviceProgress>(text) : null;
    }

    public void Dispose() => _http.Dispose();

    private HttpClient Client(RemoteCertificateValidationCallback judge) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, // a secret goes to the address that was given, nowhere else
        ConnectTimeout = _patience,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = judge },
    })
    { BaseAddress = Address, Timeout = _patience, MaxResponseContentBufferSize = LargestAnswer };

    // The one request to a server that is not checked yet: nothing is sent, and of what comes only the pinned certificate is believed.
    private async Task FetchAuthorityAsync(CancellationToken cancel)
    {
        using var anybody = Client((_, _, _, _) => true);
        var (status, pem) = await AskAsync(anybody, new HttpRequestMessage(HttpMethod.Get, AuthorityPath), cancel);
        if (status == HttpStatusCode.OK) _trust.Offer(pem);
    }

    private async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpClient http, HttpRequestMessage message, CancellationToken cancel)
    {
        var (status, text, fault) = await TryAskAsync(http, message, cancel);
        return fault is null ? (status, text) : throw fault;
    }

    private async Task<(HttpStatusCode Status, string Text, ProvisionException? Fault)> TryAskAsync(HttpClient http, HttpRequestMessage message, CancellationToken cancel)
    {
        try
        {
            using var response = await http.SendAsync(message, cancel);
            return (response.StatusCode, Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancel)), null); // whatever a stranger says of its encoding
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && GatewayFaults.Of(Address, _trust.Refusal, e) is { } fault)
        {
            return (default, "", fault);
        }
    }

    private static T Read<T>(string text) where T : class => TryRead<T>(text, out var fault) ?? throw GatewayFaults.Unreadable(fault);

    private static T? TryRead<T>(string text, out string fault) where T : class => JsonText.TryRead(() => JsonSerializer.Deserialize<T>(text, Json), out fault);

    /// <summary>RFC 9457.</summary>
    private sealed record Problem(string? Detail);
}
