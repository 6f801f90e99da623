using System.Text;
using System.Text.Json;

namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>What the firmware handed to the MQTT library.</summary>
internal sealed record SentMessage(int Connection, int Id, string Topic, byte[] Payload, bool AtLeastOnce, bool Retain)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public JsonElement Json => JsonDocument.Parse(Payload).RootElement;

    public long Seq => Json.GetProperty("seq").GetInt64();

    public string Leaf => Topic[(Topic.LastIndexOf('/') + 1)..];
}
