using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Health;
using Nanofleet.Gateway.Ingest;

namespace Nanofleet.Gateway.Api;

/// <summary>How the API writes JSON: names in snake_case, like the messages of the boards; made at build, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(DeviceReport))]
[JsonSerializable(typeof(ReadingsPage))]
[JsonSerializable(typeof(SeriesView))]
[JsonSerializable(typeof(BalanceView))]
[JsonSerializable(typeof(QuarantineList))]
[JsonSerializable(typeof(QuarantineView))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(AdmissionRequest))]
[JsonSerializable(typeof(AdmissionView))]
[JsonSerializable(typeof(CredentialView))]
[JsonSerializable(typeof(ClaimRequest))]
[JsonSerializable(typeof(ClaimView))]
[JsonSerializable(typeof(ProvisionRequest))]
[JsonSerializable(typeof(ProvisionView))]
[JsonSerializable(typeof(ProvisionStatusView))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(IReadOnlyList<UploadRefusal>))]
[JsonSerializable(typeof(FleetBalanceView))]
[JsonSerializable(typeof(GapList))]
[JsonSerializable(typeof(CommandList))]
[JsonSerializable(typeof(CommandAnswer))]
[JsonSerializable(typeof(CommandView))]
[JsonSerializable(typeof(ConfigView))]
[JsonSerializable(typeof(ConfigLayerView))]
[JsonSerializable(typeof(CaView))]
[JsonSerializable(typeof(CertificateRequestBody))]
[JsonSerializable(typeof(IssuedCertificateView))]
[JsonSerializable(typeof(CertificateList))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(HealthWord))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(PeopleList))]
[JsonSerializable(typeof(LinkAnswer))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Units and payloads as people write them, "°C" and not its escape: the answers are JSON and never part of a page.</summary>
    public static ApiJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
