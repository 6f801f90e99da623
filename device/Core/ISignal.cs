namespace Nanofleet.Device.Core
{
    /// <summary>Wakes a thread that sleeps between two steps. Setting it never blocks.</summary>
    public interface ISignal
    {
        void Set();
    }
}
