using System;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>
    /// The pins that commands drive, and the emergency stop over them: it puts each into its safe state and lets nothing change
    /// them until it is released. A stop outlasts restarts and power cuts, for a board that restarts by itself must not undo it.
    /// </summary>
    public sealed class Outputs
    {
        public const string FileName = "stopped";
        public const string StoppedText = "emergency_stop is in force: emergency_release ends it";

        private readonly object _gate = new object();
        private readonly IPins _pins;
        private readonly PinRights _rights;
        private readonly IFileStore _files;
        private bool _ledHigh;

        public Outputs(IPins pins, PinRights rights, IFileStore files)
        {
            _pins = pins;
            _rights = rights;
            _files = files;
        }

        public bool IsStopped { get; private set; }

        /// <summary>At the start of the board: where a stop is in force, the pins are put into their safe state once more.</summary>
        /// <returns>What went wrong with a pin, or null.</returns>
        public string Restore()
        {
            lock (_gate)
            {
                IsStopped = _files.Read(FileName) != null;
                return IsStopped ? MakeSafe() : null;
            }
        }

        /// <summary>Sets a pin; false while a stop is in force.</summary>
        public bool TryWrite(int pin, bool high)
        {
            lock (_gate)
            {
                if (IsStopped) return false;
                _pins.Write(pin, high);
                if (pin == _rights.LedPin) _ledHigh = high;
                return true;
            }
        }

        /// <summary>Sets the LED for a moment; <see cref="EndBlink"/> puts it back.</summary>
        public bool TryBlink(bool high)
        {
            lock (_gate)
            {
                if (IsStopped) return false;
                _pins.Write(_rights.LedPin, high);
                return true;
            }
        }

        public void EndBlink() => TryBlink(_ledHigh);

        /// <summary>Puts every pin into its safe state, as far as it lets itself be set, and keeps it there.</summary>
        /// <param name="kept">Whether a restart will find the stop in force.</param>
        /// <returns>What went wrong with a pin, or null.</returns>
        public string Stop(out bool kept)
        {
            lock (_gate)
            {
                // The pins first: flash takes its time, and may refuse.
                IsStopped = true;
                string fault = MakeSafe();
                kept = _files.Write(FileName, new byte[] { 1 });
                return fault;
            }
        }

        /// <summary>Lets the pins be set again; they stay as they are. False where the flash keeps the stop.</summary>
        public bool Release()
        {
            lock (_gate)
            {
                if (!_files.Delete(FileName)) return false;
                IsStopped = false;
                return true;
            }
        }

        private string MakeSafe()
        {
            string fault = null;
            for (int i = 0; i < _rights.Count; i++)
            {
                int pin = _rights.PinAt(i);
                try
                {
                    _pins.Write(pin, _rights.IsSafeHigh(pin));
                }
                catch (Exception e)
                {
                    // One pin that fails must not keep the others from being made safe.
                    fault = "pin " + pin.ToString() + ": " + e.Message;
                }
            }

            _ledHigh = _rights.IsSafeHigh(_rights.LedPin);
            return fault;
        }
    }
}
