namespace Nanofleet.Contract
{
    /// <summary>Why a reading that was taken will never be stored.</summary>
    public static class DropReasons
    {
        /// <summary>The outbox was full and the oldest made room.</summary>
        public const string OutboxFull = "outbox_full";

        /// <summary>Power went while the reading was only in memory.</summary>
        public const string PowerLoss = "power_loss";

        /// <summary>The reading was on the board's flash, which did not give it back.</summary>
        public const string FlashFault = "flash_fault";

        /// <summary>A command gave up what waited.</summary>
        public const string Discarded = "discarded";

        /// <summary>
        /// Sequence numbers that the board had reserved when power went, and that nobody saw used.
        /// An upper bound: the board reserves in blocks, to spare the flash.
        /// </summary>
        public const string PowerLossPossible = "power_loss_possible";

        /// <summary>A restart was asked for and the reading could not be delivered before it.</summary>
        public const string Reboot = "reboot";

        /// <summary>The message would not fit the limit of a board's message.</summary>
        public const string TooLarge = "too_large";

        /// <summary>Never came, the board has started anew since, and it has not said why.</summary>
        public const string NeverArrived = "never_arrived";

        /// <summary>Arrived from a device that nobody approved, and more than may wait for that.</summary>
        public const string NotApproved = "not_approved";

        /// <summary>Arrived from a device that is suspended.</summary>
        public const string Suspended = "suspended";

        /// <summary>Arrived from a device that is no longer in use.</summary>
        public const string Retired = "retired";

        /// <summary>Arrived, but nothing in it could be stored: it is in quarantine.</summary>
        public const string Refused = "refused";
    }
}
