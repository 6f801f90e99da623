namespace Nanofleet.Contract.Improv
{
    /// <summary>
    /// Kinds of frames of Improv Serial 1, section "Packet format"; the last two are ours, of the values that the specification
    /// leaves free. Each kind goes one way only, so that an end which hears its own frames back, from a terminal that echoes,
    /// passes them over.
    /// </summary>
    public static class ImprovTypes
    {
        /// <summary>Device to client: one of <see cref="ImprovStates"/>.</summary>
        public const byte CurrentState = 0x01;

        /// <summary>Device to client: one of <see cref="ImprovErrors"/>.</summary>
        public const byte ErrorState = 0x02;

        /// <summary>Client to device: one of <see cref="ImprovCommands"/> with its data.</summary>
        public const byte Command = 0x03;

        /// <summary>Device to client: the command that is answered, and a list of texts.</summary>
        public const byte Result = 0x04;

        /// <summary>Client to device: one of <see cref="SettingsSteps"/> with its data.</summary>
        public const byte Settings = 0xF0;

        /// <summary>Device to client: see <see cref="SettingsAnswer"/>.</summary>
        public const byte SettingsAnswer = 0xF1;
    }
}
