namespace Nanofleet.Device.Core.Supervision
{
    /// <summary>
    /// The sign of life of one thread: before each step, and before each wait, it says until when it will be back. One thread
    /// writes, the supervisor reads.
    /// </summary>
    public sealed class Pulse
    {
        private readonly int _limitMs;
        private long _dueMs;

        /// <param name="limitMs">Longer than its longest step may take.</param>
        public Pulse(string name, int limitMs)
        {
            Name = name;
            _limitMs = limitMs;
            _dueMs = limitMs;
        }

        public string Name { get; }

        /// <summary>Exceptions since the start, and those since the last step that went well.</summary>
        public int Exceptions { get; private set; }

        public int InARow { get; private set; }

        /// <summary>The last exception, or null.</summary>
        public string LastFault { get; private set; }

        public void Beat(long nowMs, int waitMs) => _dueMs = nowMs + waitMs + _limitMs;

        public void Succeeded() => InARow = 0;

        public void Failed(string fault)
        {
            LastFault = fault;
            Exceptions++;
            InARow++;
        }

        public bool IsStuck(long nowMs) => nowMs > _dueMs;
    }
}
