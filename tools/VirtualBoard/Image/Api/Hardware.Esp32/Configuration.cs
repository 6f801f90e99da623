using System.Collections;
using Nanofleet.VirtualBoard.Pins;
using Nanofleet.VirtualBoard.Power;

namespace nanoFramework.Hardware.Esp32;

/// <summary>Remembers which pin serves which function; the virtual hardware is reached whatever the pins are.</summary>
public class Configuration
{
    public static void SetPinFunction(int pin, DeviceFunction value)
    {
        var life = BoardLife.Current;
        if (!PinBank.Exists(pin)) throw new System.ArgumentException($"An ESP32 has no GPIO {pin}.");
        life.Do(() => life.State<Pins>().ByFunction[value] = pin);
    }

    public static int GetFunctionPin(DeviceFunction function)
    {
        var life = BoardLife.Current;
        return life.Do(() => life.State<Pins>().ByFunction[function] is int pin ? pin : -1);
    }

    private sealed class Pins
    {
        internal Hashtable ByFunction { get; } = new Hashtable();
    }
}
