using System;
using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// One sampling in some thirty bytes: sequence number, uptime, and for each reading the number of its sensor and the scaled
    /// value. In memory and on flash alike; as JSON it would be more than ten times that.
    /// </summary>
    public static class RecordCodec
    {
        /// <summary>No record is longer: sixteen readings of the largest values.</summary>
        public const int Most = 2 * Varint.Most + 1 + Limits.BoardReadings * (1 + Varint.Most);

        /// <summary>Writes a record from the start of the array; returns its length.</summary>
        /// <exception cref="InvalidOperationException">The board has more sensors than the table holds.</exception>
        public static int Put(byte[] bytes, long seq, long uptimeMs, Reading[] readings, int count, SensorTable sensors)
        {
            int at = Varint.Put(bytes, 0, seq);
            at = Varint.Put(bytes, at, uptimeMs);
            bytes[at++] = (byte)count;
            for (int i = 0; i < count; i++)
            {
                int sensor = sensors.IndexOf(readings[i]);
                if (sensor < 0) throw new InvalidOperationException("more than " + SensorTable.Most.ToString() + " sensors: the outbox has no number for " + readings[i].SensorName);
                bytes[at++] = (byte)sensor;
                at = Varint.PutSigned(bytes, at, readings[i].Scaled);
            }

            return at;
        }

        /// <summary>The sequence number of the record at a place.</summary>
        public static long Seq(byte[] bytes, int at) => Varint.Get(bytes, ref at);

        /// <summary>Writes the readings of a record as the array that a data message wants.</summary>
        /// <param name="at">Behind sequence number and uptime.</param>
        public static void WriteSensors(JsonBuffer json, byte[] bytes, int at, SensorTable sensors)
        {
            json.BeginArray();
            for (int count = bytes[at++]; count > 0; count--)
            {
                int sensor = bytes[at++];
                long scaled = Varint.GetSigned(bytes, ref at);
                json.BeginObject();
                json.Member("sensor_name", sensors.Name(sensor));
                json.Name("value");
                json.Scaled(scaled, sensors.Decimals(sensor));
                json.RawIfSet("unit", sensors.UnitJson(sensor));
                json.EndObject();
            }

            json.EndArray();
        }
    }
}
