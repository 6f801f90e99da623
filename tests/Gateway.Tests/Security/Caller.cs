using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>Somebody with a browser, or a program with a key: keeps cookies, follows no redirect, and comes from an address of his own.</summary>
internal sealed partial class Caller : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="address">Of this machine, from which he comes: 127.0.0.2 is another one than 127.0.0.1.</param>
    /// <param name="key">For a program; null for a person.</param>
    public Caller(TestGateway gateway, string address = "127.0.0.1", string? key = null)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies, ConnectCallback = (context, cancel) => ConnectAsync(address, context, cancel) };
        _http = new HttpClient(handler) { BaseAddress = gateway.Host.HttpAddress };
        if (key is null) _http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        else _http.DefaultRequestHeaders.Authorization = new("Bearer", key);
    }

    public CookieContainer Cookies { get; } = new();

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Cancel);

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path, Patience.Cancel);

    public Task<string> ReadAsync(string path) => _http.GetStringAsync(path, Patience.Cancel);

    /// <summary>Fills in a form of a page and sends it, with the token of that page.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string address, params (string Name, string Value)[] fields)
    {
        var token = TokenOf(await ReadAsync(page));
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token), .. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))]);
        return await _http.PostAsync(address, form, Patience.Cancel);
    }

    public Task<HttpResponseMessage> SignInAsync(string name, string password) => SubmitAsync("/sign-in", "/sign-in", ("name", name), ("password", password));

    public static string TokenOf(string html) => TokenPattern().Match(html).Groups[1].Value;

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string address, SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenPattern();
}
