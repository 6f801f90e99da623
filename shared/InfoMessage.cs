#nullable disable
namespace Nanofleet.Contract
{
    /// <summary>Content of <c>devices/{id}/info</c>, retained, once per boot: what the board is and why it started.</summary>
    public sealed class InfoMessage
    {
        public string Boot;
        public long UnixMs;
        public string Model;
        public string Firmware;

        /// <summary>Names of the actions that it carries out.</summary>
        public string[] Capabilities;

        /// <summary>Sensor names and, at the same index of <see cref="Units"/>, their units.</summary>
        public string[] Sensors;

        public string[] Units;
        public string ResetReason;

        /// <summary>How long the boot before this one lasted, 0 where unknown.</summary>
        public long PreviousUptimeMs;

        public string LastError;

        /// <summary>safe where the board runs link and commands only; null as usual.</summary>
        public string Mode;

        public void WriteTo(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("boot", Boot);
            json.TimeIfKnown("timestamp", UnixMs);
            json.Member("model", Model);
            json.Member("firmware", Firmware);
            json.Member("contract", Limits.ContractVersion);
            json.Name("capabilities");
            json.BeginArray();
            for (int i = 0; i < Capabilities.Length; i++) json.String(Capabilities[i]);
            json.EndArray();
            json.Name("sensors");
            json.BeginArray();
            for (int i = 0; i < Sensors.Length; i++)
            {
                json.BeginObject();
                json.Member("sensor_name", Sensors[i]);
                json.MemberIfSet("unit", Units[i]);
                json.EndObject();
            }

            json.EndArray();
            json.Member("reset_reason", ResetReason);
            if (PreviousUptimeMs > 0) json.Member("previous_uptime_ms", PreviousUptimeMs);
            json.MemberIfSet("last_error", LastError);
            json.MemberIfSet("mode", Mode);
            json.EndObject();
        }
    }
}
