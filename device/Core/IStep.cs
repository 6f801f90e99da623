namespace Nanofleet.Device.Core
{
    /// <summary>Work that one thread repeats: Core decides in steps, the application owns the threads.</summary>
    public interface IStep
    {
        string Name { get; }

        /// <summary>Does what is due and returns the milliseconds until the next step is useful.</summary>
        int Step();

        /// <summary>Called after a step ended in an exception, which is logged already: the next step starts from a known state.</summary>
        void Recover();
    }
}
