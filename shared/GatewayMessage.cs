#nullable disable
namespace Nanofleet.Contract
{
    /// <summary>
    /// Content of <c>system/gateway</c>, retained and renewed once a minute.
    /// <c>{"version":"0.1.0","contract":1,"puback_means_stored":true,"timestamp":"…"}</c>
    /// </summary>
    public sealed class GatewayMessage
    {
        public string Version;

        /// <summary>True where the broker's PUBACK is sent after the commit: a board may then let go of a record at PUBACK.</summary>
        public bool PubackMeansStored;

        public long UnixMs;

        public void WriteTo(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("version", Version);
            json.Member("contract", Limits.ContractVersion);
            json.Member("puback_means_stored", PubackMeansStored);
            json.TimeIfKnown("timestamp", UnixMs);
            json.EndObject();
        }
    }
}
