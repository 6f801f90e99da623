namespace Nanofleet.Device.Core.Link
{
    /// <summary>How long the board was connected, of how long it could have been. Belongs to the link thread.</summary>
    public sealed class LinkAccount
    {
        private long _sinceMs;
        private long _onlineSinceMs;
        private long _connectedMs;
        private long _connections;
        private bool _online;

        /// <summary>Connections that stood, without the first.</summary>
        public long Reconnects => _connections > 0 ? _connections - 1 : 0;

        public void Online(long nowMs)
        {
            _online = true;
            _onlineSinceMs = nowMs;
            _connections++;
        }

        public void Offline(long nowMs)
        {
            if (_online) _connectedMs += nowMs - _onlineSinceMs;
            _online = false;
        }

        /// <summary>Closes the account of one interval and opens the next.</summary>
        public void Close(long nowMs, out long connectedMs, out long expectedMs)
        {
            if (_online)
            {
                _connectedMs += nowMs - _onlineSinceMs;
                _onlineSinceMs = nowMs;
            }

            connectedMs = _connectedMs;
            expectedMs = nowMs - _sinceMs;
            _connectedMs = 0;
            _sinceMs = nowMs;
        }
    }
}
