using System;
using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// What the link did since the last heartbeat: how long it stood, of how long it could have, why it ended, and what became
    /// of messages. An interval is closed only when its heartbeat was handed over. Belongs to the link thread.
    /// </summary>
    public sealed class LinkAccount
    {
        // One for each of LinkFault, and some more.
        private const int MostFaults = 16;

        private readonly string[] _faults = new string[MostFaults];
        private readonly long[] _counts = new long[MostFaults];
        private int _faultKinds;
        private long _sinceMs;
        private long _onlineSinceMs;
        private long _connectedMs;
        private long _connections;
        private long _published;
        private long _failed;
        private bool _online;

        public void Online(long nowMs)
        {
            _online = true;
            _onlineSinceMs = nowMs;
            _connections++;
        }

        /// <param name="fault">One of <see cref="LinkFault"/>.</param>
        public void Offline(string fault, long nowMs)
        {
            if (_online) _connectedMs += nowMs - _onlineSinceMs;
            _online = false;
            int at = 0;
            while (at < _faultKinds && _faults[at] != fault) at++;
            if (at == MostFaults) return;
            if (at == _faultKinds) _faults[_faultKinds++] = fault;
            _counts[at]++;
        }

        /// <summary>A message at least once came to its end: acknowledged, or given up.</summary>
        public void Published(bool acknowledged)
        {
            if (acknowledged) _published++;
            else _failed++;
        }

        public void Fill(HeartbeatMessage message, long nowMs)
        {
            // Connections that stood, without the first, since the start of the board.
            message.Reconnects = _connections > 0 ? _connections - 1 : 0;
            message.ConnectedMs = _connectedMs + (_online ? nowMs - _onlineSinceMs : 0);
            message.ExpectedMs = nowMs - _sinceMs;
            message.Published = _published;
            message.PublishFailed = _failed;
            // As they are, the unused ones with them: what has no count is not told.
            message.LinkFaults = _faults;
            message.LinkFaultCounts = _counts;
        }

        /// <summary>The heartbeat was handed over: the next interval begins.</summary>
        public void Close(long nowMs)
        {
            _sinceMs = nowMs;
            _onlineSinceMs = nowMs;
            _connectedMs = 0;
            _published = 0;
            _failed = 0;
            Array.Clear(_counts, 0, MostFaults);
        }
    }
}
