namespace Nanofleet.Contract
{
    /// <summary>
    /// Content of <c>devices/{id}/data</c>: what one sampling took, under one sequence number.
    /// <c>{"boot":"9f3c21aa","seq":42,"timestamp":"…","time_quality":"sntp","uptime_ms":123456,"sensors":[…],"dropped":[…]}</c>.
    /// Static, because the board keeps readings in a form of its own and adds the head when it sends: by then it may know the time.
    /// </summary>
    public static class DataMessage
    {
        /// <summary>Writes the array of readings that <see cref="Write"/> takes.</summary>
        public static void WriteSensors(JsonBuffer json, Reading[] readings, int count)
        {
            json.BeginArray();
            for (int i = 0; i < count; i++) readings[i].WriteTo(json);
            json.EndArray();
        }

        /// <param name="boot">Eight hex digits, one value per start of the board.</param>
        /// <param name="seq">Counts from 1 within the boot.</param>
        /// <param name="unixMs">When the readings were taken, or 0 where only <paramref name="uptimeMs"/> is known.</param>
        /// <param name="quality">One of <see cref="TimeQualities"/>.</param>
        /// <param name="uptimeMs">Milliseconds from the start of the board to the sampling.</param>
        /// <param name="sensors">The encoded array, from <see cref="WriteSensors"/>.</param>
        /// <param name="drops">What will not come any more; null for none.</param>
        public static void Write(JsonBuffer json, string boot, long seq, long unixMs, string quality, long uptimeMs,
            byte[] sensors, DropRange[] drops, int dropCount)
        {
            Begin(json, boot, seq, unixMs, quality, uptimeMs);
            json.Raw(sensors, 0, sensors.Length);
            End(json, drops, dropCount);
        }

        /// <summary>The head, up to where the array of readings follows; then <see cref="End"/>. Parameters as in <see cref="Write"/>.</summary>
        public static void Begin(JsonBuffer json, string boot, long seq, long unixMs, string quality, long uptimeMs)
        {
            json.BeginObject();
            json.Member("boot", boot);
            json.Member("seq", seq);
            json.TimeIfKnown("timestamp", unixMs);
            json.Member("time_quality", quality);
            json.Member("uptime_ms", uptimeMs);
            json.Name("sensors");
        }

        /// <summary>What follows the array of readings.</summary>
        public static void End(JsonBuffer json, DropRange[] drops, int dropCount)
        {
            if (dropCount > 0)
            {
                json.Name("dropped");
                json.BeginArray();
                for (int i = 0; i < dropCount; i++) drops[i].WriteTo(json);
                json.EndArray();
            }

            json.EndObject();
        }
    }
}
