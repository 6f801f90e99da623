namespace Nanofleet.Contract
{
    /// <summary>
    /// Times of the contract, as Unix milliseconds in a long: no DateTime, whose surface differs on the two sides.
    /// Written as <c>2026-01-05T08:00:00.000Z</c>. Read with offset, with Z or without (then UTC), with up to seven decimals.
    /// Calendar: proleptic Gregorian, years 1970 to 9999 of UTC; what lies outside is no time.
    /// </summary>
    public static class Iso8601
    {
        /// <summary>Bytes of a written time.</summary>
        public const int WrittenLength = 24;

        /// <summary>9999-12-31T23:59:59.999Z</summary>
        public const long MaxMs = 253402300799999;

        private const long DayMs = 86400000;
        private const int FarthestOffsetMinutes = 14 * 60; // Line Islands, Kiribati

        /// <summary>Writes a time and returns the bytes written: <see cref="WrittenLength"/>, or 0 where it does not fit or is outside the calendar.</summary>
        public static int Write(long unixMs, byte[] target, int offset)
        {
            if (unixMs < 0 || unixMs > MaxMs || offset + WrittenLength > target.Length) return 0;
            int rest = (int)(unixMs % DayMs);

            // Days to date by eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
            int days = (int)(unixMs / DayMs) + 719468;
            int era = days / 146097;
            int dayOfEra = days - era * 146097;
            int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
            int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            int shifted = (5 * dayOfYear + 2) / 153;
            int day = dayOfYear - (153 * shifted + 2) / 5 + 1;
            int month = shifted < 10 ? shifted + 3 : shifted - 9;
            int year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);

            int at = offset;
            at = Digits(target, at, year, 4, '-');
            at = Digits(target, at, month, 2, '-');
            at = Digits(target, at, day, 2, 'T');
            at = Digits(target, at, rest / 3600000, 2, ':');
            at = Digits(target, at, rest / 60000 % 60, 2, ':');
            at = Digits(target, at, rest / 1000 % 60, 2, '.');
            Digits(target, at, rest % 1000, 3, 'Z');
            return WrittenLength;
        }

        /// <summary>Reads a time from text; false when it is none.</summary>
        public static bool TryParse(string text, out long unixMs)
        {
            unixMs = 0;
            if (text == null || text.Length > 40) return false;
            var bytes = new byte[text.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                if (text[i] > 0x7f) return false;
                bytes[i] = (byte)text[i];
            }

            return TryParse(bytes, 0, bytes.Length, out unixMs);
        }

        /// <summary>Reads a time from ASCII bytes; false when it is none. Decimals beyond the millisecond are cut.</summary>
        public static bool TryParse(byte[] text, int offset, int count, out long unixMs)
        {
            unixMs = 0;
            int at = offset;
            int end = offset + count;
            int year, month, day, hour, minute, second = 0;
            if (!Field(text, ref at, end, 4, '-', out year) || !Field(text, ref at, end, 2, '-', out month)
                || !Field(text, ref at, end, 2, '\0', out day)) return false;
            if (at >= end || (text[at] != 'T' && text[at] != 't' && text[at] != ' ')) return false;
            at++;
            if (!Field(text, ref at, end, 2, ':', out hour) || !Field(text, ref at, end, 2, '\0', out minute)) return false;
            int millis = 0;
            if (at < end && text[at] == ':')
            {
                at++;
                if (!Field(text, ref at, end, 2, '\0', out second) || !Fraction(text, ref at, end, out millis)) return false;
            }

            int offsetMinutes;
            if (!Offset(text, ref at, end, out offsetMinutes) || at != end) return false;
            if (year < 1970 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month)) return false;
            if (hour > 23 || minute > 59 || second > 59) return false;
            unixMs = DaysFrom1970(year, month, day) * DayMs + hour * 3600000L + minute * 60000L + second * 1000L + millis
                - offsetMinutes * 60000L;
            if (unixMs >= 0 && unixMs <= MaxMs) return true;
            unixMs = 0;
            return false;
        }

        private static int Digits(byte[] target, int at, int value, int width, char then)
        {
            for (int i = at + width - 1; i >= at; i--)
            {
                target[i] = (byte)('0' + value % 10);
                value /= 10;
            }

            target[at + width] = (byte)then;
            return at + width + 1;
        }

        // Reads exactly `width` digits and, unless it is '\0', the character that must follow.
        private static bool Field(byte[] text, ref int at, int end, int width, char then, out int value)
        {
            value = 0;
            if (at + width > end) return false;
            for (int i = 0; i < width; i++)
            {
                int digit = text[at++] - '0';
                if (digit < 0 || digit > 9) return false;
                value = value * 10 + digit;
            }

            if (then == '\0') return true;
            return at < end && text[at++] == then;
        }

        private static bool Fraction(byte[] text, ref int at, int end, out int millis)
        {
            millis = 0;
            if (at >= end || (text[at] != '.' && text[at] != ',')) return true;
            at++;
            int digits = 0;
            while (at < end && text[at] >= '0' && text[at] <= '9')
            {
                if (digits < 3) millis = millis * 10 + (text[at] - '0');
                digits++;
                at++;
            }

            for (int i = digits; i < 3; i++) millis *= 10;
            return digits >= 1 && digits <= 7;
        }

        private static bool Offset(byte[] text, ref int at, int end, out int minutes)
        {
            minutes = 0;
            if (at >= end) return true;
            byte sign = text[at++];
            if (sign == 'Z' || sign == 'z') return true;
            if (sign != '+' && sign != '-') return false;
            int hours, rest = 0;
            if (!Field(text, ref at, end, 2, '\0', out hours)) return false;
            bool colon = at < end && text[at] == ':';
            if (colon) at++;
            if ((colon || at < end) && !Field(text, ref at, end, 2, '\0', out rest)) return false;
            if (rest > 59) return false;
            minutes = (hours * 60 + rest) * (sign == '-' ? -1 : 1);
            return hours * 60 + rest <= FarthestOffsetMinutes;
        }

        private static int DaysIn(int year, int month)
        {
            if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
        }

        private static long DaysFrom1970(int year, int month, int day)
        {
            int y = month <= 2 ? year - 1 : year;
            int era = y / 400;
            int yearOfEra = y - era * 400;
            int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
            int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
            return era * 146097L + dayOfEra - 719468;
        }
    }
}
