namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>One thing on the board that gives readings. How a new kind is made: <see cref="ISensorKind"/>.</summary>
    public interface ISensor
    {
        /// <summary>As the settings call it; for logs, and for what the heartbeat says of it.</summary>
        string Name { get; }

        /// <summary>The sensor names that it can give …</summary>
        string[] Quantities { get; }

        /// <summary>… and, at the same index, their units; null for none.</summary>
        string[] Units { get; }

        /// <summary>
        /// Adds its readings and returns null. Where it failed it returns what is wrong, one of
        /// <see cref="Contract.SensorQualities"/>; then nothing of it is kept, since no value is better than an invented one.
        /// </summary>
        string Read(ReadingList into);
    }
}
