using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>
    /// A button held for five seconds erases the board's settings and restarts it. The LED, where there is one, blinks while it is
    /// held. A button that is down from the start on is none: something else is wired to its pin.
    /// </summary>
    public sealed class EraseButton : IStep
    {
        public const int HoldMs = 5000;

        // By then it is no touch in passing.
        private const int SayMs = 1000;
        private const int LookMs = 250;
        private const int BlinkMs = 100;

        private readonly IButton _button;
        private readonly Eraser _eraser;
        private readonly Outputs _outputs;
        private readonly PinRights _rights;
        private readonly RestartRequest _restart;
        private readonly IClock _clock;
        private readonly Log _log;
        private bool _armed;
        private bool _down;
        private bool _said;
        private bool _high;
        private long _downMs;

        public EraseButton(IButton button, Eraser eraser, Outputs outputs, PinRights rights, RestartRequest restart, IClock clock, Log log)
        {
            _button = button;
            _eraser = eraser;
            _outputs = outputs;
            _rights = rights;
            _restart = restart;
            _clock = clock;
            _log = log;
        }

        public string Name => "button";

        public int Step()
        {
            bool pressed = _button.IsPressed;
            long nowMs = _clock.UptimeMs;
            if (!pressed) LetGo();
            else if (_armed && !_down) Press(nowMs);
            if (!_down || nowMs - _downMs < SayMs) return LookMs;
            if (nowMs - _downMs >= HoldMs) Erase();
            else Blink();
            return BlinkMs;
        }

        public void Recover()
        {
        }

        private void LetGo()
        {
            _armed = true;
            _down = false;
            if (_said && _rights.LedPin >= 0) _outputs.EndBlink();
            _said = false;
        }

        private void Press(long nowMs)
        {
            _down = true;
            _downMs = nowMs;
        }

        private void Blink()
        {
            if (!_said) _log.Warning("button: held for " + (HoldMs / 1000).ToString() + " s it erases the settings");
            _said = true;
            _high = !_high;
            if (_rights.LedPin >= 0) _outputs.TryBlink(_high);
        }

        private void Erase()
        {
            // Once for each time that it is held.
            _down = false;
            _armed = false;
            if (_eraser.Erase()) _restart.Ask();
            else _log.Error("button: the flash keeps the settings, nothing is erased");
        }
    }
}
