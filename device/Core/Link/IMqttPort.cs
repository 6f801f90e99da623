namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// One MQTT connection at a time. What arrives and what is acknowledged comes through the <see cref="LinkInbox"/>,
    /// marked with the number of the connection.
    /// </summary>
    public interface IMqttPort
    {
        bool IsOpen { get; }

        /// <summary>Opens a fresh connection; blocks up to the library's own limit of 30 s. Null when it stands, else what went wrong.</summary>
        string Open(MqttOpening opening);

        /// <summary>Returns a message id, or minus one where it was not accepted.</summary>
        int Subscribe(string[] topics);

        /// <summary>Hands a message over without waiting. Returns its id, or minus one where it was not accepted.</summary>
        int Publish(string topic, byte[] payload, bool atLeastOnce, bool retain);

        /// <summary>Says goodbye, so that the will is not sent, and closes.</summary>
        void Disconnect();

        /// <summary>Drops the connection; the broker will send the will.</summary>
        void Close();
    }
}
