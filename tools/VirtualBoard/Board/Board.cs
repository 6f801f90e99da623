using Nanofleet.VirtualBoard.Nature;
using Nanofleet.VirtualBoard.Network;
using Nanofleet.VirtualBoard.Pins;
using Nanofleet.VirtualBoard.Power;
using Nanofleet.VirtualBoard.Serial;
using Nanofleet.VirtualBoard.Storage;

namespace Nanofleet.VirtualBoard;

/// <summary>
/// One ESP32 inside this process: pins, flash, clock, radio, console, and the faults that a real one meets. Firmware
/// runs on the board's own threads; everything it does passes one gate, and switching the power takes the same gate, so
/// that nothing happens after <see cref="PullPower"/> has returned.
/// Events are raised inside the gate: handle them quickly and do not wait in them for something the board must do.
/// </summary>
public sealed class Board : IDisposable
{
    private readonly PinBank _pins;
    private ThreadStart? _main;
    private BoardLife? _life;
    private CancellationTokenSource? _restart;

    public Board(BoardOptions? options = null)
    {
        Options = options ?? new BoardOptions();
        _pins = new PinBank(this);
        Analog = new AnalogInputs(this);
        Climate = new Climate(Options.EffectiveSeed);
        Storage = new BoardStorage(this);
        Console = new BoardConsole(this);
        Air = new Air(this);
        Ports = new SerialPorts(this);
        FreeMemory = Options.FreeMemory;
    }

    /// <summary>The board whose firmware is running on this thread; null on the host's own threads.</summary>
    public static Board? Current => BoardThread.Current?.Life.Board;

    public string Name => Options.Name;

    /// <summary>Drive I:, also between two lives.</summary>
    public BoardStorage Storage { get; }

    /// <summary>What the firmware printed.</summary>
    public BoardConsole Console { get; }

    /// <summary>The weather and the light around the board.</summary>
    public Climate Climate { get; }

    public bool IsPowered => _life is { IsPowered: true };

    /// <summary>How often the firmware was started.</summary>
    public int Boots { get; private set; }

    /// <summary>The number of the life that runs now, counted from 1; 0 without power.</summary>
    public int Life => _life is { IsPowered: true } life ? life.Number : 0;

    /// <summary>Managed memory that the firmware is told to have left.</summary>
    public int FreeMemory { get; set; }

    /// <summary>The address on the network; null while the board is not on it.</summary>
    public string? IPAddress => LiveNetwork is { IsJoined: true } ? Air.Address : null;

    /// <summary>Signal strength of the access point in dBm.</summary>
    public int WifiRssi => Air.Rssi;

    /// <summary>True between <see cref="CutWifi"/> and <see cref="RestoreWifi"/>.</summary>
    public bool IsWifiCut => Air.IsCut;

    /// <summary>An output changed, also by losing its power.</summary>
    public event Action<Board, PinChange>? PinChanged;

    /// <summary>A life began: the power came, or the firmware restarted.</summary>
    public event Action<Board>? Started;

    /// <summary>A life ended, and why.</summary>
    public event Action<Board, LifeEnd>? Stopped;

    /// <summary>The firmware has joined the network, or has been told that it is gone.</summary>
    public event Action<Board, bool>? WifiChanged;

    internal BoardOptions Options { get; }

    internal object Gate { get; } = new();

    internal AnalogInputs Analog { get; }

    internal Air Air { get; }

    internal SerialPorts Ports { get; }

    internal PinBank PinBank => _pins;

    /// <summary>The network of the life that runs; null without power.</summary>
    internal BoardNetwork? LiveNetwork => _life is { IsPowered: true } life ? life.Network : null;

    /// <summary>Gives the board power: a new life begins and runs the firmware's Main on its own thread.</summary>
    public void PowerOn(ThreadStart main)
    {
        lock (Gate)
        {
            if (_main is not null) throw new InvalidOperationException($"Board '{Name}' has power already.");
            _main = main;
            BeginLife(BootCause.PowerOn);
        }
    }

    /// <summary>
    /// Everything stops at once: connections break without goodbye, outputs fall, writes that were not flushed are torn.
    /// Does nothing without power.
    /// </summary>
    public void PullPower()
    {
        lock (Gate)
        {
            _main = null;
            _restart?.Cancel();
            _restart = null;
            if (_life is { } life) EndLife(life, LifeEnd.PowerPulled);
        }
    }

    /// <summary>Pulls the power in the middle of a write, when so many further bytes have reached the flash.</summary>
    public void PullPowerAfterWriting(int bytes)
    {
        lock (Gate) Storage.BytesUntilPowerLoss = bytes;
    }

    /// <summary>
    /// The access point falls silent. Connections stall, new ones fail, and after a while the firmware is told.
    /// </summary>
    public void CutWifi() => Air.Cut();

    /// <summary>The access point is back: stalled bytes move on, and the board joins again if it had been told of the loss.</summary>
    public void RestoreWifi() => Air.Restore();

    /// <summary>The sensor at this GPIO answers nothing (DHT) or only zero (analog) until healed.</summary>
    public void FailSensor(int pin)
    {
        lock (Gate) _pins.SetBroken(pin, true);
    }

    public void HealSensor(int pin)
    {
        lock (Gate) _pins.SetBroken(pin, false);
    }

    /// <summary>True when the pin is high. Outputs without power are low.</summary>
    public bool GetPin(int pin)
    {
        lock (Gate) return _pins.Read(pin);
    }

    /// <summary>Drives an input from outside, like a button does; null lets go, and the pin's pull resistor decides.</summary>
    public void SetPin(int pin, bool? high)
    {
        lock (Gate) _pins.Drive(pin, high);
    }

    /// <summary>Drives an input as a worn contact does: so many times to the new level and back before it rests there.</summary>
    public void BouncePin(int pin, bool high, int times)
    {
        lock (Gate)
        {
            for (var i = 0; i < times; i++)
            {
                _pins.Drive(pin, high);
                _pins.Drive(pin, !high);
            }

            _pins.Drive(pin, high);
        }
    }

    /// <summary>
    /// What an ADC channel reads, 0 to 4095: null gives it back to the daylight. The source is asked at every reading.
    /// </summary>
    public void SetAnalog(int channel, Func<int>? source)
    {
        lock (Gate) Analog.SetSource(channel, source);
    }

    /// <summary>The other end of a serial port of this board.</summary>
    public SerialLine Serial(string port) => Ports.Line(port);

    /// <summary>No power any more, and nothing left in the air.</summary>
    public void Dispose()
    {
        PullPower();
        RestoreWifi();
    }

    internal void RaiseWifiChanged(bool joined) => WifiChanged?.Invoke(this, joined);

    internal void RaisePinChanged(PinChange change) => PinChanged?.Invoke(this, change);

    /// <summary>The firmware asked for it: the life ends and, where a delay is given, another one follows.</summary>
    internal void Restart(BoardLife life, LifeEnd end, BootCause cause, TimeSpan delay)
    {
        lock (Gate)
        {
            if (life != _life || !life.IsPowered) return;
            EndLife(life, end);
            // Whoever heard of it may have pulled the power meanwhile, and even given it back.
            if (_main is null || _life is not null || delay == Timeout.InfiniteTimeSpan) return;
            var restart = _restart = new CancellationTokenSource();
            _ = BeginLaterAsync(cause, delay + Options.BootTime, restart.Token);
        }
    }

    private async Task BeginLaterAsync(BootCause cause, TimeSpan delay, CancellationToken cancel)
    {
        await Task.Delay(delay, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (Gate)
        {
            if (!cancel.IsCancellationRequested) BeginLife(cause);
        }
    }

    private void BeginLife(BootCause cause)
    {
        var life = _life = new BoardLife(this, ++Boots, cause);
        Started?.Invoke(this);
        life.Begin(_main!);
    }

    private void EndLife(BoardLife life, LifeEnd end)
    {
        if (!life.IsPowered) return;
        life.SwitchOff();
        Storage.LosePower();
        _pins.LosePower();
        life.Finish();
        _life = null;
        Stopped?.Invoke(this, end);
    }
}
