using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>
    /// Tells a message that must not wait behind others from its bytes, before anybody reads them: cheap enough for the MQTT
    /// library's own thread. One that only looks like it goes ahead, too, and is then read like any other. Stop and release are
    /// both urgent: a release that was sent before a stop must not be carried out after it.
    /// </summary>
    public static class Urgency
    {
        private const string Mark = "\"emergency_";

        public static bool IsUrgent(string topic, byte[] payload)
        {
            if (!topic.EndsWith(Topics.Command)) return false;
            for (int i = 0; i + Mark.Length <= payload.Length; i++)
                if (payload[i] == Mark[0] && HasMark(payload, i)) return true;
            return false;
        }

        private static bool HasMark(byte[] payload, int from)
        {
            for (int i = 1; i < Mark.Length; i++)
                if (payload[from + i] != Mark[i]) return false;
            return true;
        }
    }
}
