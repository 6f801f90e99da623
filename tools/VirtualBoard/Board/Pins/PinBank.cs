using Nanofleet.VirtualBoard.Power;

namespace Nanofleet.VirtualBoard.Pins;

/// <summary>The GPIOs of one board. Used inside the board's gate only.</summary>
internal sealed class PinBank(Board board)
{
    /// <summary>An ESP32 has GPIO 0 to 39.</summary>
    internal const int Count = 40;

    private readonly Pin[] _pins = [.. Enumerable.Range(0, Count).Select(_ => new Pin())];

    internal static bool Exists(int pin) => pin is >= 0 and < Count;

    internal bool Read(int pin) => Get(pin).Level;

    internal bool IsBroken(int pin) => Exists(pin) && _pins[pin].IsBroken;

    internal void SetBroken(int pin, bool broken) => Get(pin).IsBroken = broken;

    internal void Configure(int pin, bool output, bool pullUp) => Apply(pin, () =>
    {
        var p = Get(pin);
        p.IsOutput = output;
        p.PullsUp = pullUp;
    });

    internal void Write(int pin, bool high) => Apply(pin, () => Get(pin).Output = high);

    /// <summary>Only this interrupts the firmware: what it does to its own pins is no news to it.</summary>
    internal void Drive(int pin, bool? high)
    {
        var before = Read(pin);
        Apply(pin, () => Get(pin).Driven = high);
        var level = Read(pin);
        if (level == before) return;
        foreach (var (life, changed) in Get(pin).Watchers) life.Interrupts.Post(() => changed(level));
    }

    /// <summary>Calls back on the life's interrupt thread when the level of an input changes.</summary>
    internal void Watch(int pin, BoardLife life, Action<bool> changed) => Get(pin).Watchers.Add((life, changed));

    internal void Unwatch(int pin, Action<bool> changed) => Get(pin).Watchers.RemoveAll(w => w.Changed == changed);

    internal void LosePower()
    {
        for (var pin = 0; pin < Count; pin++)
        {
            _pins[pin].Watchers.Clear();
            Apply(pin, _pins[pin].Reset);
        }
    }

    private Pin Get(int pin) => Exists(pin) ? _pins[pin] : throw new ArgumentException($"An ESP32 has no GPIO {pin}.");

    private void Apply(int number, Action change)
    {
        var pin = Get(number);
        var (before, wasOutput) = (pin.Level, pin.IsOutput);
        change();
        if (pin.Level == before) return;
        if (pin.IsOutput || wasOutput) board.RaisePinChanged(new PinChange(number, pin.Level));
    }

    private sealed class Pin
    {
        internal bool IsOutput { get; set; }

        internal bool PullsUp { get; set; }

        internal bool Output { get; set; }

        internal bool? Driven { get; set; }

        internal bool IsBroken { get; set; }

        internal List<(BoardLife Life, Action<bool> Changed)> Watchers { get; } = [];

        internal bool Level => IsOutput ? Output : Driven ?? PullsUp;

        // What stands around the board, a pressed button or a broken sensor, outlives the power.
        internal void Reset() => (IsOutput, PullsUp, Output) = (false, false, false);
    }
}
