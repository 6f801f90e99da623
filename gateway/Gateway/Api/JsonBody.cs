using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Nanofleet.Gateway.Api;

/// <summary>What programs send with a request.</summary>
internal static class JsonBody
{
    /// <summary>Null where it is no JSON of this shape; the caller says what it should have been.</summary>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, cancel);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
