using System;
using System.Collections;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>
    /// Makes settings that came by cable into what <c>nanofleet.json</c> is to hold, and judges that as the next start will: the
    /// same parser, the same sentences.
    /// </summary>
    public sealed class SettingsCheck
    {
        // Two settings of Wi-Fi: at most 32 and 64 bytes, each of which may become six as an escape.
        private const int NetworkLength = 640;

        private readonly IFileStore _files;
        private readonly byte[] _mac;
        private readonly ISensorKind[] _kinds;

        public SettingsCheck(IFileStore files, byte[] mac, ISensorKind[] kinds)
        {
            _files = files;
            _mac = mac;
            _kinds = kinds;
        }

        /// <summary>What is to be kept, after <see cref="Judge"/>.</summary>
        public byte[] Content { get; private set; }

        /// <param name="network">Laid over settings that name none, where it was joined.</param>
        public Fields Judge(byte[] sent, NetworkTrial network)
        {
            Content = sent;
            Hashtable table = null;
            bool readable = !HasForeignEscape(sent) && JsonText.TryObject(sent, out table);
            var fields = new Fields(table);
            if (!readable)
            {
                fields.Fault("settings", "not a JSON object that the board reads", "check brackets, quotes and commas, and send characters as UTF-8, not as \\u");
                return fields;
            }

            bool named = table.Contains("wifi_ssid") || table.Contains("wifi_password");
            if (named || !network.IsJoined) return Parsed(fields, named);
            Content = WithNetwork(sent, network);
            if (!JsonText.TryObject(Content, out table)) table = null;
            fields = new Fields(table);
            Settings settings = SettingsFile.Parse(fields, _files, _mac, _kinds);
            // The board's JSON library changes some rare texts: better said now than a network that is never joined again.
            if (settings.WifiSsid != network.Ssid) fields.Fault("wifi_ssid", "\"" + network.Ssid + "\"", "the board cannot keep this text; give the network another name");
            if (settings.WifiPassword != network.Password) fields.Fault("wifi_password", "a text that the board cannot keep", "give the network another one");
            return fields;
        }

        private Fields Parsed(Fields fields, bool named)
        {
            SettingsFile.Parse(fields, _files, _mac, _kinds);
            if (!named) fields.Fault("wifi_ssid", "not known", "send Wi-Fi settings first, or name a network in the settings");
            return fields;
        }

        // In front of all other members, which stay as they were sent, byte by byte.
        private static byte[] WithNetwork(byte[] sent, NetworkTrial network)
        {
            int open = 0;
            while (sent[open] != '{') open++;
            var json = new JsonBuffer(sent.Length + NetworkLength);
            json.BeginObject();
            json.Member("wifi_ssid", network.Ssid);
            json.Member("wifi_password", network.Password);
            byte[] head = json.ToArray();
            bool empty = IsEmpty(sent, open);
            var content = new byte[head.Length + (empty ? 0 : 1) + sent.Length - open - 1];
            Array.Copy(head, 0, content, 0, head.Length);
            if (!empty) content[head.Length] = (byte)',';
            Array.Copy(sent, open + 1, content, content.Length - (sent.Length - open - 1), sent.Length - open - 1);
            return content;
        }

        private static bool IsEmpty(byte[] json, int open)
        {
            int at = open + 1;
            while (at < json.Length && json[at] <= ' ') at++;
            return at < json.Length && json[at] == '}';
        }

        // The board's library makes another character of \u, and stumbles over \/.
        private static bool HasForeignEscape(byte[] json)
        {
            for (int i = 0; i < json.Length; i++)
            {
                if (json[i] != '\\') continue;
                i++;
                if (i == json.Length || "\"\\bfnrt".IndexOf((char)json[i]) < 0) return true;
            }

            return false;
        }
    }
}
