#nullable disable
namespace Nanofleet.Contract
{
    /// <summary>
    /// Content of <c>devices/{id}/command</c>, never retained:
    /// <c>{"request_id":"req_8f31","action":"set_led","params":{"state":1},"expires_at":"2026-01-05T08:00:30.000Z"}</c>.
    /// A board carries a request id out once, however often it arrives, and refuses what came too late.
    /// </summary>
    public sealed class CommandMessage
    {
        public string RequestId;
        public string Action;

        /// <summary>A JSON object, or null for none.</summary>
        public byte[] Params;

        /// <summary>Unix milliseconds, 0 for never.</summary>
        public long ExpiresAtMs;

        public void WriteTo(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("request_id", RequestId);
            json.Member("action", Action);
            if (Params != null)
            {
                json.Name("params");
                json.Raw(Params, 0, Params.Length);
            }

            json.TimeIfKnown("expires_at", ExpiresAtMs);
            json.EndObject();
        }
    }
}
