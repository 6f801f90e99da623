namespace Nanofleet.Contract
{
    /// <summary>What a topic is for. Up: board to gateway; down: gateway to board.</summary>
    public enum TopicKind
    {
        /// <summary>Not a topic of the contract.</summary>
        None = 0,

        Status,
        Info,
        Data,

        /// <summary>data/{sensor}, from foreign devices.</summary>
        SensorData,

        Heartbeat,
        Response,
        ConfigReported,
        Log,
        OtaRequest,
        OtaProgress,
        Stored,
        Command,
        ConfigDesired,
        OtaOffer,
    }
}
