using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>
    /// The least memory and the signal strength between two heartbeats, of all the moments at which somebody looked. The
    /// sampling thread notes, the link thread reports.
    /// </summary>
    public sealed class VitalAccount
    {
        private readonly object _gate = new object();
        private long _leastMemory;
        private int _leastRssi;
        private long _rssiSum;
        private int _rssiCount;

        /// <param name="rssi">dBm, 0 where unknown.</param>
        public void Note(long freeMemory, int rssi)
        {
            lock (_gate)
            {
                if (_leastMemory == 0 || freeMemory < _leastMemory) _leastMemory = freeMemory;
                if (rssi == 0) return;
                if (_rssiCount == 0 || rssi < _leastRssi) _leastRssi = rssi;
                _rssiSum += rssi;
                _rssiCount++;
            }
        }

        public void Fill(HeartbeatMessage message)
        {
            lock (_gate)
            {
                message.LeastMemory = _leastMemory;
                message.RssiLeast = _rssiCount == 0 ? 0 : _leastRssi;
                message.RssiMean = _rssiCount == 0 ? 0 : (int)(_rssiSum / _rssiCount);
            }
        }

        /// <summary>The next interval begins.</summary>
        public void Close()
        {
            lock (_gate)
            {
                _leastMemory = 0;
                _rssiSum = 0;
                _rssiCount = 0;
            }
        }
    }
}
