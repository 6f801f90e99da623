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

        /// <summary>The weakest and the mean since the last heartbeat; 0 where unknown.</summary>
        public int RssiLeast;

        public int RssiMean;

        /// <summary>Free managed memory in bytes.</summary>
        public long FreeMemory;

        /// <summary>The least of it that was seen since the last heartbeat; 0 where nobody looked.</summary>
        public long LeastMemory;

        public long Taken;
        public long Stored;
        public long Waiting;

        /// <summary>Readings on flash, those of earlier boots included.</summary>
        public long OnFlash;

        /// <summary>Names from <see cref="DropReasons"/> and, at the same index of <see cref="DropCounts"/>, how many.</summary>
        public string[] DropNames;

        public long[] DropCounts;
        public long Reconnects;
        public long SensorFailures;

        /// <summary>Sensors as the board's settings call them and, at the same index, what is wrong with each: one of <see cref="SensorQualities"/>, null for nothing.</summary>
        public string[] Sensors;

        public string[] Qualities;

        /// <summary>Single readings that the board left out of samplings because its outbox filled up; not among the counters above.</summary>
        public long LeftOut;

        /// <summary>Milliseconds connected, of <see cref="ExpectedMs"/> that passed since the last heartbeat.</summary>
        public long ConnectedMs;

        public long ExpectedMs;

        /// <summary>Messages at least once since the last heartbeat: acknowledged, and given up.</summary>
        public long Published;

        public long PublishFailed;

        /// <summary>Why the link ended or did not come about since the last heartbeat, and at the same index how often; null for nothing.</summary>
        public string[] LinkFaults;

        public long[] LinkFaultCounts;

        public void WriteTo(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("boot", Boot);
            json.TimeIfKnown("timestamp", UnixMs);
            json.Member("uptime_ms", UptimeMs);
            if (Rssi != 0) json.Member("rssi", Rssi);
            if (RssiLeast != 0) json.Member("rssi_min", RssiLeast);
            if (RssiMean != 0) json.Member("rssi_mean", RssiMean);
            json.Member("free_memory", FreeMemory);
            if (LeastMemory > 0) json.Member("free_memory_min", LeastMemory);
            json.Member("taken", Taken);
            json.Member("stored", Stored);
            json.Member("waiting", Waiting);
            if (OnFlash > 0) json.Member("on_flash", OnFlash);
            json.Name("dropped");
            WriteCounts(json, DropNames, DropCounts);
            json.Member("reconnects", Reconnects);
            json.Member("sensor_failures", SensorFailures);
            WriteQualities(json);
            if (LeftOut > 0) json.Member("left_out", LeftOut);
            json.Member("connected_ms", ConnectedMs);
            json.Member("expected_ms", ExpectedMs);
            if (Published > 0) json.Member("published", Published);
            if (PublishFailed > 0) json.Member("publish_failed", PublishFailed);
            if (HasFaults)
            {
                json.Name("link_faults");
                WriteCounts(json, LinkFaults, LinkFaultCounts);
            }

            json.EndObject();
        }

        private bool HasFaults
        {
            get
            {
                for (int i = 0; LinkFaults != null && i < LinkFaults.Length; i++)
                    if (LinkFaultCounts[i] > 0) return true;
                return false;
            }
        }

        private void WriteQualities(JsonBuffer json)
        {
            bool open = false;
            for (int i = 0; Sensors != null && i < Sensors.Length; i++)
            {
                if (Qualities[i] == null || Qualities[i].Length == 0) continue;
                if (!open)
                {
                    json.Name("sensor_quality");
                    json.BeginObject();
                    open = true;
                }

                json.Member(Sensors[i], Qualities[i]);
            }

            if (open) json.EndObject();
        }

        private static void WriteCounts(JsonBuffer json, string[] names, long[] counts)
        {
            json.BeginObject();
            for (int i = 0; i < names.Length; i++)
                if (counts[i] > 0) json.Member(names[i], counts[i]);
            json.EndObject();
        }
    }
}
