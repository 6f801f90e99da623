namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>A button on the board.</summary>
    public interface IButton
    {
        bool IsPressed { get; }
    }
}
