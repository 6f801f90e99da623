using System;
using System.Text;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;

namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>
    /// Reads the entries of one segment after another, a page at a time. Ends at the first entry that is not whole: what lies
    /// behind it was never finished.
    /// </summary>
    internal sealed class SegmentReader
    {
        // Two of the longest entries and some more.
        private const int PageLength = 512;

        private readonly IFileStore _files;
        private readonly byte[] _page = new byte[PageLength];
        private string _name;
        private int _pageAt;
        private int _filled;
        private int _at;

        public SegmentReader(IFileStore files)
        {
            _files = files;
        }

        /// <summary>Holds the entry; it changes with the next one.</summary>
        public byte[] Bytes => _page;

        /// <summary>Of the entry.</summary>
        public byte Kind { get; private set; }

        /// <summary>Where the entry's content begins in <see cref="Bytes"/>.</summary>
        public int Content { get; private set; }

        public int ContentLength { get; private set; }

        /// <summary>Where the entry begins in the file.</summary>
        public int Place { get; private set; }

        /// <summary>Behind the last whole entry.</summary>
        public int End => _pageAt + _at;

        /// <summary>Nothing lies behind the last whole entry.</summary>
        public bool IsAtEnd => !Failed && _at == _filled;

        /// <summary>The flash did not give the file out: what it holds nobody can tell.</summary>
        public bool Failed { get; private set; }

        public void Open(string name)
        {
            _name = name;
            _pageAt = 0;
            _filled = 0;
            _at = 0;
            Failed = false;
        }

        /// <summary>Moves to the next whole entry; false where there is none.</summary>
        public bool Next()
        {
            if (!IsWhole() && !(Refill() && IsWhole())) return false;
            int length = _page[_at];
            int crcAt = _at + 1 + length;
            uint crc = 0;
            for (int i = SegmentEntry.CrcLength - 1; i >= 0; i--) crc = (crc << 8) | _page[crcAt + i];
            if (length == 0 || crc != Crc32.Of(_page, _at, 1 + length)) return false;
            Place = _pageAt + _at;
            Kind = _page[_at + 1];
            Content = _at + 2;
            ContentLength = length - 1;
            _at = crcAt + SegmentEntry.CrcLength;
            return true;
        }

        /// <summary>The segment that the head entry opens; null where it is none of ours.</summary>
        public Segment ReadHead(int number)
        {
            if (Kind != SegmentEntry.Head || _page[Content] != SegmentEntry.Version) return null;
            int at = Content + 1;
            string boot = Encoding.UTF8.GetString(_page, at, 8);
            at += 8;
            return new Segment(number, boot, Varint.Get(_page, ref at));
        }

        public void ReadSensor(SensorTable into)
        {
            int at = Content;
            byte decimals = _page[at++];
            int length = _page[at++];
            string name = Encoding.UTF8.GetString(_page, at, length);
            int rest = ContentLength - 2 - length;
            into.Add(name, rest == 0 ? null : Encoding.UTF8.GetString(_page, at + length, rest), decimals);
        }

        public void ReadTime(Segment into)
        {
            into.Quality = _page[Content] == SegmentEntry.SntpTime ? Contract.TimeQualities.Sntp : Contract.TimeQualities.Gateway;
            int at = Content + 1;
            into.StartMs = Varint.Get(_page, ref at);
        }

        private bool IsWhole() => _at < _filled && _at + 1 + _page[_at] + SegmentEntry.CrcLength <= _filled;

        private bool Refill()
        {
            _pageAt += _at;
            _at = 0;
            int read = _files.ReadPart(_name, _pageAt, _page, PageLength);
            Failed = read < 0;
            _filled = Failed ? 0 : read;
            return _filled > 0;
        }
    }
}
