#nullable disable
using System.Text;
using Nanofleet.Contract;

namespace Nanofleet.Nano.Tests
{
    /// <summary>Encodes a message from the case's input and compares it, byte by byte, with the expected text.</summary>
    internal static class MessageVectors
    {
        public static string Fault(string kind, VectorCase test)
        {
            var json = new JsonBuffer(Limits.BoardMessage);
            if (!Write(kind, test.Child("input"), json)) return "no message is called " + kind;
            if (json.Overflowed) return "does not fit " + Limits.BoardMessage.ToString() + " bytes";
            return CompareBytes(test.Text("expect"), json) ?? (kind == "stored" ? StoredFault(test) : null);
        }

        /// <summary>Bytes, not texts: a decoder would hide what it repairs.</summary>
        internal static string CompareBytes(string expected, JsonBuffer json)
        {
            byte[] wanted = Encoding.UTF8.GetBytes(expected);
            byte[] actual = json.ToArray();
            bool same = wanted.Length == actual.Length;
            for (int i = 0; same && i < wanted.Length; i++) same = wanted[i] == actual[i];
            if (same) return null;
            return Vectors.Compare(expected, json.ToString()) ?? "the same text, but not the same bytes";
        }

        private static bool Write(string kind, VectorCase input, JsonBuffer json)
        {
            switch (kind)
            {
                case "status": Status(input).WriteTo(json); return true;
                case "info": Info(input).WriteTo(json); return true;
                case "data": WriteData(input, json); return true;
                case "heartbeat": Heartbeat(input).WriteTo(json); return true;
                case "stored": Stored(input).WriteTo(json); return true;
                case "command": Command(input).WriteTo(json); return true;
                case "response": Response(input).WriteTo(json); return true;
                case "gateway": Gateway(input).WriteTo(json); return true;
                default: return false;
            }
        }

        private static StatusMessage Status(VectorCase input) => new StatusMessage
        {
            Status = input.Text("status"),
            Boot = input.Text("boot"),
            Session = input.Number("session"),
            Reason = input.Text("reason"),
            UnixMs = input.Number("unix_ms"),
            Ip = input.Text("ip"),
            Rssi = (int)input.Number("rssi"),
            NextWakeMs = input.Number("next_wake_ms"),
            SleepS = input.Number("sleep_s"),
        };

        private static InfoMessage Info(VectorCase input) => new InfoMessage
        {
            Boot = input.Text("boot"),
            UnixMs = input.Number("unix_ms"),
            Model = input.Text("model"),
            Firmware = input.Text("firmware"),
            Capabilities = input.Texts("capabilities"),
            Sensors = input.Texts("sensors"),
            Units = input.Texts("units"),
            ResetReason = input.Text("reset_reason"),
            PreviousUptimeMs = input.Number("previous_uptime_ms"),
            LastError = input.Text("last_error"),
        };

        private static void WriteData(VectorCase input, JsonBuffer json)
        {
            VectorCase[] sensors = input.Children("sensors");
            var readings = new Reading[sensors.Length];
            for (int i = 0; i < sensors.Length; i++)
            {
                readings[i] = new Reading(sensors[i].Text("sensor_name"), sensors[i].Number("scaled"),
                    (int)sensors[i].Number("decimals"), sensors[i].Text("unit"));
            }

            VectorCase[] ranges = input.Children("drops");
            var drops = new DropRange[ranges.Length];
            for (int i = 0; i < ranges.Length; i++)
                drops[i] = new DropRange(ranges[i].Text("boot"), ranges[i].Number("from"), ranges[i].Number("to"), ranges[i].Text("reason"));

            DataMessage.WriteSensors(json, readings, readings.Length);
            byte[] encoded = json.ToArray();
            json.Clear();
            DataMessage.Write(json, input.Text("boot"), input.Number("seq"), input.Number("unix_ms"), input.Text("quality"),
                input.Number("uptime_ms"), encoded, drops, drops.Length);
        }

        private static HeartbeatMessage Heartbeat(VectorCase input) => new HeartbeatMessage
        {
            Boot = input.Text("boot"),
            UnixMs = input.Number("unix_ms"),
            UptimeMs = input.Number("uptime_ms"),
            Rssi = (int)input.Number("rssi"),
            FreeMemory = input.Number("free_memory"),
            Taken = input.Number("taken"),
            Stored = input.Number("stored"),
            Waiting = input.Number("waiting"),
            DropNames = input.Texts("drop_names"),
            DropCounts = input.Numbers("drop_counts"),
            Reconnects = input.Number("reconnects"),
            SensorFailures = input.Number("sensor_failures"),
            ConnectedMs = input.Number("connected_ms"),
            ExpectedMs = input.Number("expected_ms"),
            RssiLeast = (int)input.Number("rssi_min"),
            RssiMean = (int)input.Number("rssi_mean"),
            LeastMemory = input.Number("free_memory_min"),
            OnFlash = input.Number("on_flash"),
            LeftOut = input.Number("left_out"),
            Published = input.Number("published"),
            PublishFailed = input.Number("publish_failed"),
            Sensors = input.Has("sensor_names") ? input.Texts("sensor_names") : null,
            Qualities = input.Has("sensor_qualities") ? input.Texts("sensor_qualities") : null,
            LinkFaults = input.Has("fault_names") ? input.Texts("fault_names") : null,
            LinkFaultCounts = input.Has("fault_counts") ? input.Numbers("fault_counts") : null,
        };

        private static StoredMessage Stored(VectorCase input) =>
            new StoredMessage(input.Text("boot"), input.Number("up_to"), Spans(input.Text("missing")));

        private static CommandMessage Command(VectorCase input) => new CommandMessage
        {
            RequestId = input.Text("request_id"),
            Action = input.Text("action"),
            Params = input.Bytes("params"),
            ExpiresAtMs = input.Number("expires_at_ms"),
        };

        private static ResponseMessage Response(VectorCase input) => new ResponseMessage
        {
            RequestId = input.Text("request_id"),
            Accepted = input.Flag("accepted"),
            Result = input.Bytes("result"),
            ErrorCode = input.Text("error_code"),
            ErrorText = input.Text("error_text"),
        };

        private static GatewayMessage Gateway(VectorCase input) => new GatewayMessage
        {
            Version = input.Text("version"),
            PubackMeansStored = input.Flag("puback_means_stored"),
            UnixMs = input.Number("unix_ms"),
        };

        private static string StoredFault(VectorCase test)
        {
            StoredMessage message = Stored(test.Child("input"));
            return Settled(message, Spans(test.Text("settles")), true) ?? Settled(message, Spans(test.Text("keeps")), false);
        }

        private static string Settled(StoredMessage message, SeqSpan[] spans, bool expected)
        {
            for (int i = 0; i < spans.Length; i++)
            {
                for (long seq = spans[i].From; seq <= spans[i].To; seq++)
                    if (message.Settles(seq) != expected) return "settles " + seq.ToString() + ": " + Vectors.Compare(expected, !expected);
            }

            return null;
        }

        private static SeqSpan[] Spans(string text)
        {
            SeqSpan[] spans;
            return StoredMessage.TryParseSpans(text, out spans) ? spans : new SeqSpan[] { new SeqSpan(-1, -1) };
        }
    }
}
