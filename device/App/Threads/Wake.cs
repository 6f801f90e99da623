using System.Threading;
using Nanofleet.Device.Core;

namespace Nanofleet.Device.App.Threads
{
    /// <summary>Lets a thread sleep until its next step, or until somebody has something for it.</summary>
    public sealed class Wake : ISignal
    {
        private readonly AutoResetEvent _event = new AutoResetEvent(false);

        public void Set() => _event.Set();

        public void Wait(int milliseconds) => _event.WaitOne(milliseconds, false);
    }
}
