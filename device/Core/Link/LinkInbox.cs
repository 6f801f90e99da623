using System.Collections;
using Nanofleet.Device.Core.Commands;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// Between the MQTT library's only dispatcher thread, which must never be held up, and the link thread.
    /// Messages beyond the limit are refused and counted; acknowledgements are as many as were sent, which the window bounds.
    /// An emergency stop overtakes everything and has room of its own.
    /// </summary>
    public sealed class LinkInbox
    {
        private const int MostMessages = 16;
        private const int MostUrgent = 4;

        private readonly object _gate = new object();
        private readonly Queue _events = new Queue();
        private readonly Queue _urgent = new Queue();
        private readonly ISignal _wake;
        private int _messages;
        private int _refused;

        public LinkInbox(ISignal wake)
        {
            _wake = wake;
        }

        public void Put(LinkEvent item)
        {
            bool message = item.Kind == LinkEvent.Message;
            bool urgent = message && Urgency.IsUrgent(item.Topic, item.Payload);
            lock (_gate)
            {
                urgent &= _urgent.Count < MostUrgent;
                if (message && !urgent && _messages == MostMessages)
                {
                    _refused++;
                    return;
                }

                if (message && !urgent) _messages++;
                (urgent ? _urgent : _events).Enqueue(item);
            }

            _wake.Set();
        }

        /// <summary>An urgent event, else the oldest one, or null.</summary>
        public LinkEvent Take()
        {
            lock (_gate)
            {
                if (_urgent.Count > 0) return (LinkEvent)_urgent.Dequeue();
                if (_events.Count == 0) return null;
                var item = (LinkEvent)_events.Dequeue();
                if (item.Kind == LinkEvent.Message) _messages--;
                return item;
            }
        }

        /// <summary>How many messages found no room since the last call.</summary>
        public int TakeRefused()
        {
            lock (_gate)
            {
                int refused = _refused;
                _refused = 0;
                return refused;
            }
        }
    }
}
