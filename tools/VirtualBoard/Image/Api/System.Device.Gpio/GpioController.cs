using System.Collections;
using Nanofleet.VirtualBoard.Pins;
using Nanofleet.VirtualBoard.Power;

namespace System.Device.Gpio;

public sealed class GpioController : IDisposable
{
    private readonly BoardLife _life = BoardLife.Current;
    private readonly Hashtable _open = new Hashtable();
    private readonly Hashtable _callbacks = new Hashtable();

    public GpioController() : this(PinNumberingScheme.Logical)
    {
    }

    public GpioController(PinNumberingScheme numberingScheme) => NumberingScheme = numberingScheme;

    public PinNumberingScheme NumberingScheme { get; }

    public int PinCount => PinBank.Count;

    public GpioPin OpenPin(int pinNumber)
    {
        if (_open[pinNumber] is GpioPin open) return open;
        var pin = new GpioPin(_life, pinNumber);
        pin.ValueChanged += OnValueChanged;
        _open[pinNumber] = pin;
        return pin;
    }

    public GpioPin OpenPin(int pinNumber, PinMode mode)
    {
        var pin = OpenPin(pinNumber);
        pin.SetPinMode(mode);
        return pin;
    }

    public bool IsPinOpen(int pinNumber) => _open.Contains(pinNumber);

    public void ClosePin(int pinNumber)
    {
        Opened(pinNumber).Dispose();
        _open.Remove(pinNumber);
        _callbacks.Remove(pinNumber);
    }

    public PinMode GetPinMode(int pinNumber) => Opened(pinNumber).GetPinMode();

    public bool IsPinModeSupported(int pinNumber, PinMode mode) => Opened(pinNumber).IsPinModeSupported(mode);

    public void SetPinMode(int pinNumber, PinMode mode) => Opened(pinNumber).SetPinMode(mode);

    public PinValue Read(int pinNumber) => Opened(pinNumber).Read();

    public void Write(int pinNumber, PinValue value) => Opened(pinNumber).Write(value);

    public void RegisterCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        _ = Opened(pinNumber);
        _callbacks[pinNumber] = new Subscription(eventTypes, (PinChangeEventHandler)Delegate.Combine((_callbacks[pinNumber] as Subscription)?.Callback, callback));
    }

    public void UnregisterCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        if (_callbacks[pinNumber] is Subscription known)
            _callbacks[pinNumber] = new Subscription(known.Types, (PinChangeEventHandler)Delegate.Remove(known.Callback, callback));
    }

    public void Dispose()
    {
        foreach (GpioPin pin in _open.Values) pin.Dispose();
        _open.Clear();
    }

    private GpioPin Opened(int pinNumber) => _open[pinNumber] as GpioPin ?? throw new InvalidOperationException($"GPIO {pinNumber} is not open.");

    private void OnValueChanged(object sender, PinValueChangedEventArgs e)
    {
        if (_callbacks[e.PinNumber] is Subscription subscription && (subscription.Types & e.ChangeType) != 0) subscription.Callback?.Invoke(this, e);
    }

    private sealed class Subscription
    {
        internal Subscription(PinEventTypes types, PinChangeEventHandler callback) => (Types, Callback) = (types, callback);

        internal PinEventTypes Types { get; }

        internal PinChangeEventHandler Callback { get; }
    }
}
