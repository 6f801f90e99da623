#nullable disable
namespace Nanofleet.Contract
{
    /// <summary>
    /// Content of <c>devices/{id}/heartbeat</c>, QoS 0: the board's account of itself since its start, and of the link since the last heartbeat.
    /// Counters are in readings, that is sequence numbers: taken = stored + waiting + dropped.
    /// </summary>
    public sealed class HeartbeatMessage
    {
        public string Boot;
        public long UnixMs;
        public long UptimeMs;

        /// <summary>dBm, 0 where unknown.</summary>
        public int Rssi;

        /// <summary>Free managed memory in bytes.</summary>
        public long FreeMemory;

        public long Taken;
        public long Stored;
        public long Waiting;

        /// <summary>Names from <see cref="DropReasons"/> and, at the same index of <see cref="DropCounts"/>, how many.</summary>
        public string[] DropNames;

        public long[] DropCounts;
        public long Reconnects;
        public long SensorFailures;

        /// <summary>Single readings that the board left out of samplings because its outbox filled up; not among the counters above.</summary>
        public long LeftOut;

        /// <summary>Milliseconds connected, of <see cref="ExpectedMs"/> that passed since the last heartbeat.</summary>
        public long ConnectedMs;

        public long ExpectedMs;

        public void WriteTo(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("boot", Boot);
            json.TimeIfKnown("timestamp", UnixMs);
            json.Member("uptime_ms", UptimeMs);
            if (Rssi != 0) json.Member("rssi", Rssi);
            json.Member("free_memory", FreeMemory);
            json.Member("taken", Taken);
            json.Member("stored", Stored);
            json.Member("waiting", Waiting);
            json.Name("dropped");
            json.BeginObject();
            for (int i = 0; i < DropNames.Length; i++)
                if (DropCounts[i] > 0) json.Member(DropNames[i], DropCounts[i]);
            json.EndObject();
            json.Member("reconnects", Reconnects);
            json.Member("sensor_failures", SensorFailures);
            if (LeftOut > 0) json.Member("left_out", LeftOut);
            json.Member("connected_ms", ConnectedMs);
            json.Member("expected_ms", ExpectedMs);
            json.EndObject();
        }
    }
}
