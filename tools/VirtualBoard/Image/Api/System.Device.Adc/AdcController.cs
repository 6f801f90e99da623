using Nanofleet.VirtualBoard.Pins;
using Nanofleet.VirtualBoard.Power;

namespace System.Device.Adc;

public class AdcController : AdcControllerBase
{
    public AdcController() => _ = BoardLife.Current;

    public override int ChannelCount => AnalogInputs.ChannelCount;

    public override AdcChannelMode ChannelMode { get; set; }

    public override int MaxValue => AnalogInputs.MaxValue;

    public override int MinValue => 0;

    public override int ResolutionInBits => 12;

    public override bool IsChannelModeSupported(AdcChannelMode channelMode) => channelMode == AdcChannelMode.SingleEnded;

    public override AdcChannel OpenChannel(int channelNumber)
    {
        _ = BoardLife.Current;
        if (!AnalogInputs.Exists(channelNumber)) throw new ArgumentException($"An ESP32 has no ADC channel {channelNumber}.");
        return new AdcChannel(this, channelNumber);
    }
}
