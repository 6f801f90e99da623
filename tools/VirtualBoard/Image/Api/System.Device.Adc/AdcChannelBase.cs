namespace System.Device.Adc;

public abstract class AdcChannelBase
{
    public AdcController Controller => Owner;

    internal AdcController Owner { get; set; }

    public abstract int ReadValue();

    public double ReadRatio() => ReadValue() / (double)Controller.MaxValue;
}
