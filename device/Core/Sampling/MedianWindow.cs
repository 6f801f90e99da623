using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>
    /// The reads of one interval, of which the one in the middle is told: a spike is left out, and no value is told that was not
    /// measured. Reads that failed are not among them. Made once, used again and again.
    /// </summary>
    internal sealed class MedianWindow
    {
        private readonly string[] _names;
        private readonly long[][] _sorted;
        private readonly int[] _decimals;
        private readonly string[] _units;
        private readonly int[] _counts;

        public MedianWindow(string[] names, int reads)
        {
            _names = names;
            _counts = new int[names.Length];
            _sorted = new long[names.Length][];
            _decimals = new int[names.Length];
            _units = new string[names.Length];
            for (int i = 0; i < names.Length; i++) _sorted[i] = new long[reads];
        }

        /// <summary>Takes the readings of one read, from a place of the list on.</summary>
        public void Add(ReadingList readings, int from)
        {
            for (int i = from; i < readings.Count; i++)
                for (int k = 0; k < _names.Length; k++)
                    if (_names[k] == readings.Items[i].SensorName) Insert(k, readings.Items[i]);
        }

        /// <summary>Adds the medians, of two in the middle the lower one, and begins anew.</summary>
        public void Tell(ReadingList into)
        {
            for (int k = 0; k < _names.Length; k++)
            {
                if (_counts[k] > 0) into.Add(_names[k], _sorted[k][(_counts[k] - 1) / 2], _decimals[k], _units[k]);
                _counts[k] = 0;
            }
        }

        private void Insert(int quantity, Reading reading)
        {
            long[] sorted = _sorted[quantity];
            if (_counts[quantity] == sorted.Length) return;
            int at = _counts[quantity]++;
            for (; at > 0 && sorted[at - 1] > reading.Scaled; at--) sorted[at] = sorted[at - 1];
            sorted[at] = reading.Scaled;
            _decimals[quantity] = reading.Decimals;
            _units[quantity] = reading.Unit;
        }
    }
}
