namespace Nanofleet.Contract
{
    /// <summary>What names and numbers must look like. The sentence for a person is made where it is shown.</summary>
    public static class Rules
    {
        /// <summary><c>[A-Za-z0-9_-]{1,64}</c></summary>
        public static bool IsDeviceId(string text) => IsWord(text, Limits.DeviceId);

        /// <summary><c>[a-z_][a-z0-9_]{0,49}</c></summary>
        public static bool IsSensorName(string text)
        {
            if (text == null || text.Length == 0 || text.Length > Limits.SensorName) return false;
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                bool letter = (c >= 'a' && c <= 'z') || c == '_';
                if (!letter && (i == 0 || c < '0' || c > '9')) return false;
            }

            return true;
        }

        /// <summary>A namespace is one topic level: no '/', '+', '#', no control character; null and empty mean none.</summary>
        public static bool IsNamespace(string text)
        {
            if (text == null) return true;
            if (text.Length > Limits.DeviceId) return false;
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                if (c == '/' || c == '+' || c == '#' || c < ' ' || (c >= '\x7f' && c <= '\x9f')) return false;
            }

            return text.Length == 0 || text[0] != '$';
        }

        /// <summary>Eight lower-case hex digits, random at every start of the board.</summary>
        public static bool IsBoot(string text)
        {
            if (text == null || text.Length != 8) return false;
            for (int i = 0; i < 8; i++)
            {
                char c = text[i];
                if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) return false;
            }

            return true;
        }

        /// <summary>1 to 64 printable ASCII characters.</summary>
        public static bool IsRequestId(string text)
        {
            if (text == null || text.Length == 0 || text.Length > Limits.RequestId) return false;
            for (int i = 0; i < text.Length; i++)
                if (text[i] < '!' || text[i] > '~') return false;
            return true;
        }

        /// <summary><c>[a-z0-9_]{1,50}</c>, the name of an action or a reason.</summary>
        public static bool IsAction(string text)
        {
            if (text == null || text.Length == 0 || text.Length > Limits.SensorName) return false;
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_') return false;
            }

            return true;
        }

        /// <summary>Degrees, WGS 84; not a number is out of range.</summary>
        public static bool IsLatitude(double degrees) => degrees >= -90 && degrees <= 90;

        /// <summary>Degrees, WGS 84; not a number is out of range.</summary>
        public static bool IsLongitude(double degrees) => degrees >= -180 && degrees <= 180;

        private static bool IsWord(string text, int longest)
        {
            if (text == null || text.Length == 0 || text.Length > longest) return false;
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
                if (!word) return false;
            }

            return true;
        }
    }
}
