#nullable disable
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// The body of a test that runs on the board and on .NET alike. It is clock, chip and console to what it tests, and collects
    /// what goes wrong.
    /// </summary>
    public abstract class BoardBody : IClock, ILogSink, IBoard, ISignal
    {
        private string _faults = "";

        /// <summary>Passes only when the body says so.</summary>
        public long UptimeMs { get; protected set; }

        public virtual long UnixMs => 0;

        public string Model => "test";

        public long FreeMemory => 50000;

        public bool WokeByTimer => false;

        protected int Reboots { get; private set; }

        /// <summary>Returns what went wrong, one line each, or an empty text.</summary>
        public string Run()
        {
            Check();
            return _faults;
        }

        public void Reboot() => Reboots++;

        public void Sleep(long milliseconds)
        {
        }

        public void Set()
        {
        }

        void ILogSink.Write(string line)
        {
        }

        protected abstract void Check();

        protected void Expect(string what, string expected, string found)
        {
            string fault = Vectors.Compare(expected, found);
            if (fault != null) Fault(what, fault);
        }

        protected void Expect(string what, long expected, long found) => Expect(what, expected.ToString(), found.ToString());

        protected void Fault(string what, string fault) => _faults += what + ": " + fault + "\n";
    }
}
