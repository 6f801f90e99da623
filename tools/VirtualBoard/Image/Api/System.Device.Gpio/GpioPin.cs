using Nanofleet.VirtualBoard.Power;

namespace System.Device.Gpio;

public sealed class GpioPin : IDisposable
{
    private readonly BoardLife _life;
    private readonly Action<bool> _changed;
    private PinMode _mode;

    internal GpioPin(BoardLife life, int pinNumber)
    {
        _life = life;
        PinNumber = pinNumber;
        _changed = RaiseValueChanged;
        SetPinMode(PinMode.Input);
        life.Do(() => life.Board.PinBank.Watch(pinNumber, life, _changed));
    }

    public event PinValueChangedEventHandler ValueChanged;

    public int PinNumber { get; }

    public TimeSpan DebounceTimeout { get; set; }

    public PinMode GetPinMode() => _mode;

    public bool IsPinModeSupported(PinMode pinMode) => pinMode is PinMode.Input or PinMode.InputPullDown or PinMode.InputPullUp or PinMode.Output or PinMode.OutputOpenDrain;

    public void SetPinMode(PinMode value)
    {
        if (!IsPinModeSupported(value)) throw new ArgumentException($"An ESP32 pin has no mode {value}.");
        _mode = value;
        _life.Do(() => _life.Board.PinBank.Configure(PinNumber, value >= PinMode.Output, value == PinMode.InputPullUp));
    }

    public PinValue Read() => _life.Do(() => _life.Board.PinBank.Read(PinNumber));

    public void Write(PinValue value)
    {
        if (_mode < PinMode.Output) throw new InvalidOperationException($"GPIO {PinNumber} is an input.");
        _life.Do(() => _life.Board.PinBank.Write(PinNumber, (bool)value));
    }

    public void Toggle() => Write(!(bool)Read());

    public void Dispose() => _life.Do(() => _life.Board.PinBank.Unwatch(PinNumber, _changed));

    private void RaiseValueChanged(bool high) =>
        ValueChanged?.Invoke(this, new PinValueChangedEventArgs(high ? PinEventTypes.Rising : PinEventTypes.Falling, PinNumber));
}
