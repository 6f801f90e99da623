using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nanofleet.Gateway.Api;

/// <summary>How live events are written: like the API, but without the members that an event does not have.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventView))]
public sealed partial class EventJson : JsonSerializerContext
{
    /// <summary>As <see cref="ApiJson.Readable"/>.</summary>
    public static EventJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
