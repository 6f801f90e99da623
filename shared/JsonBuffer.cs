using System;
using System.Text;

namespace Nanofleet.Contract
{
    /// <summary>
    /// Builds one JSON document in one reused byte array, the same bytes on the board and on .NET.
    /// It never grows: what does not fit sets <see cref="Overflowed"/>, and the document must then not be sent.
    /// Text and member names are escaped as RFC 8259 section 7 asks and otherwise sent as UTF-8: the board's own JSON
    /// library does not read most of the escapes that others write.
    /// </summary>
    public sealed class JsonBuffer
    {
        private const string Hex = "0123456789abcdef";

        private readonly byte[] _bytes;
        private readonly byte[] _digits = new byte[19]; // an Int64 has at most 19 digits
        private int _length;
        private bool _comma;

        public JsonBuffer(int capacity)
        {
            _bytes = new byte[capacity];
        }

        /// <summary>The array behind the document; only the first <see cref="Length"/> bytes count.</summary>
        public byte[] Bytes => _bytes;

        public int Length => _length;

        /// <summary>True when something did not fit: the content is then incomplete.</summary>
        public bool Overflowed { get; private set; }

        public void Clear()
        {
            _length = 0;
            _comma = false;
            Overflowed = false;
        }

        public byte[] ToArray()
        {
            var copy = new byte[_length];
            Array.Copy(_bytes, 0, copy, 0, _length);
            return copy;
        }

        /// <summary>The document as text, for logs and tests.</summary>
        public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, _length);

        public void BeginObject() => Open('{');

        public void EndObject() => Close('}');

        public void BeginArray() => Open('[');

        public void EndArray() => Close(']');

        public void Name(string name)
        {
            Separate();
            PutText(name);
            Put(':');
            _comma = false;
        }

        public void Member(string name, string value)
        {
            Name(name);
            String(value);
        }

        public void Member(string name, long value)
        {
            Name(name);
            Number(value);
        }

        public void Member(string name, bool value)
        {
            Name(name);
            Bool(value);
        }

        /// <summary>Writes the member only when there is a value: absent and null mean the same in the contract.</summary>
        public void MemberIfSet(string name, string value)
        {
            if (value != null && value.Length > 0) Member(name, value);
        }

        /// <summary>The same for a value that is JSON already.</summary>
        public void RawIfSet(string name, byte[] json)
        {
            if (json == null) return;
            Name(name);
            Raw(json, 0, json.Length);
        }

        /// <summary>Writes an ISO 8601 UTC time with milliseconds, or nothing for 0, which stands for unknown, and for what is no time.</summary>
        public void TimeIfKnown(string name, long unixMs)
        {
            if (unixMs <= 0 || unixMs > Iso8601.MaxMs) return;
            Name(name);
            Put('"');
            int written = Iso8601.Write(unixMs, _bytes, _length);
            if (written == 0) Overflowed = true;
            _length += written;
            Put('"');
            _comma = true;
        }

        public void String(string value)
        {
            if (value == null)
            {
                Null();
                return;
            }

            Separate();
            PutText(value);
            _comma = true;
        }

        public void Number(long value)
        {
            Separate();
            PutNumber(value, 0);
            _comma = true;
        }

        /// <summary>
        /// Writes <paramref name="value"/> / 10^<paramref name="decimals"/> exactly, without trailing zeros: (2450, 2) is 24.5.
        /// Scaled integers, because the board's own ToString() makes 21.4 into 21.399999999999997.
        /// </summary>
        public void Scaled(long value, int decimals)
        {
            Separate();
            while (decimals > 0 && value % 10 == 0)
            {
                value /= 10;
                decimals--;
            }

            PutNumber(value, decimals);
            _comma = true;
        }

        public void Bool(bool value) => Literal(value ? "true" : "false");

        public void Null() => Literal("null");

        /// <summary>Copies a value that is JSON already.</summary>
        public void Raw(byte[] json, int offset, int count)
        {
            Separate();
            if (_length + count > _bytes.Length)
            {
                Overflowed = true;
                return;
            }

            Array.Copy(json, offset, _bytes, _length, count);
            _length += count;
            _comma = true;
        }

        private void Literal(string ascii)
        {
            Separate();
            for (int i = 0; i < ascii.Length; i++) Put(ascii[i]);
            _comma = true;
        }

        private void Open(char bracket)
        {
            Separate();
            Put(bracket);
            _comma = false;
        }

        private void Close(char bracket)
        {
            Put(bracket);
            _comma = true;
        }

        private void Separate()
        {
            if (_comma) Put(',');
        }

        private void PutText(string value)
        {
            Put('"');
            int i = 0;
            while (i < value.Length && value[i] < 0x80) PutEscaped((byte)value[i++]);
            // The board keeps strings as UTF-8 and has no encoder by character: take the bytes of the rest as a whole.
            if (i < value.Length)
            {
                byte[] rest = Encoding.UTF8.GetBytes(i == 0 ? value : value.Substring(i));
                for (int k = 0; k < rest.Length; k++) PutEscaped(rest[k]);
            }

            Put('"');
        }

        private void PutNumber(long value, int decimals)
        {
            if (value < 0) Put('-');
            int count = 0;
            // Digits are taken with their sign: the negative of Int64.MinValue does not exist.
            do
            {
                int digit = (int)(value % 10);
                _digits[count++] = (byte)('0' + (digit < 0 ? -digit : digit));
                value /= 10;
            }
            while (value != 0);
            int zeros = decimals - count;
            if (zeros >= 0)
            {
                Put('0');
                Put('.');
                decimals = 0; // the point is written
            }

            while (zeros-- > 0) Put('0');
            while (count > 0)
            {
                Put((char)_digits[--count]);
                if (count == decimals && count > 0) Put('.');
            }
        }

        private void PutEscaped(byte value)
        {
            if (value == '"' || value == '\\')
            {
                Put('\\');
                Put((char)value);
            }
            else if (value >= 0x20)
            {
                Put((char)value);
            }
            else
            {
                Put('\\');
                switch (value)
                {
                    case 8: Put('b'); break;
                    case 9: Put('t'); break;
                    case 10: Put('n'); break;
                    case 12: Put('f'); break;
                    case 13: Put('r'); break;
                    default:
                        Put('u');
                        Put('0');
                        Put('0');
                        Put(Hex[value >> 4]);
                        Put(Hex[value & 15]);
                        break;
                }
            }
        }

        private void Put(char single)
        {
            if (_length < _bytes.Length) _bytes[_length++] = (byte)single;
            else Overflowed = true;
        }
    }
}
