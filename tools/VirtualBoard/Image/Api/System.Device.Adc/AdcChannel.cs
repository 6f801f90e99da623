using Nanofleet.VirtualBoard.Power;

namespace System.Device.Adc;

public class AdcChannel : AdcChannelBase, IDisposable
{
    private readonly int _channel;

    internal AdcChannel(AdcController controller, int channel)
    {
        Owner = controller;
        _channel = channel;
    }

    public override int ReadValue()
    {
        var life = BoardLife.Current;
        return life.Do(() => life.Board.Analog.Read(_channel));
    }

    public void Dispose() => _ = BoardLife.Current;
}
