using System.Net.Http.Headers;

namespace Nanofleet.Testing;

/// <summary>Signs requests with the API key in a file, which may not be there yet when the client is made.</summary>
public sealed class KeyFromFile(string file) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (File.Exists(file)) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(file).Trim());
        return base.SendAsync(request, cancellationToken);
    }
}
