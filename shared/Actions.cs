namespace Nanofleet.Contract
{
    /// <summary>Actions that both sides know by name; a board's <c>info</c> lists all that it carries out.</summary>
    public static class Actions
    {
        /// <summary>Every output into its safe state, and no change until <see cref="EmergencyRelease"/>; before all commands that wait.</summary>
        public const string EmergencyStop = "emergency_stop";

        public const string EmergencyRelease = "emergency_release";
    }
}
