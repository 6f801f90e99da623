namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>One thing on the board that gives readings. A new kind is one class and one line in the wiring list.</summary>
    public interface ISensor
    {
        /// <summary>For logs.</summary>
        string Name { get; }

        /// <summary>The sensor names that it can give …</summary>
        string[] Quantities { get; }

        /// <summary>… and, at the same index, their units.</summary>
        string[] Units { get; }

        /// <summary>
        /// Adds its readings. False where it failed; then nothing of it is kept, since no value is better than an invented one.
        /// </summary>
        bool TryRead(ReadingList into);
    }
}
