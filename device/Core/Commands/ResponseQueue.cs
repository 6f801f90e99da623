using System.Collections;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Answers on their way to the broker. Safe for several threads: some commands end beside the link.</summary>
    public sealed class ResponseQueue
    {
        private const int Most = 8;

        private readonly object _gate = new object();
        private readonly ArrayList _waiting = new ArrayList();
        private readonly Log _log;

        public ResponseQueue(Log log)
        {
            _log = log;
        }

        public int Count
        {
            get { lock (_gate) return _waiting.Count; }
        }

        public void Add(byte[] response)
        {
            lock (_gate)
            {
                if (_waiting.Count == Most)
                {
                    _waiting.RemoveAt(0);
                    _log.Warning("too many responses wait: the oldest is dropped");
                }

                _waiting.Add(response);
            }
        }

        /// <summary>The oldest, or null.</summary>
        public byte[] Take()
        {
            lock (_gate)
            {
                if (_waiting.Count == 0) return null;
                var response = (byte[])_waiting[0];
                _waiting.RemoveAt(0);
                return response;
            }
        }
    }
}
