using System.Net;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>The gateway's end of MQTT: its own broker, or a connection to another one.</summary>
public interface IBrokerLink
{
    /// <summary>Where to publish.</summary>
    IMqttBus Bus { get; }

    /// <summary>True while messages can come and go.</summary>
    bool IsUp { get; }

    /// <summary>Why it is not up, as a sentence; null while it is.</summary>
    string? Problem { get; }

    /// <summary>Whether a board's PUBACK comes after the commit, which only our own broker can promise.</summary>
    bool PubackMeansStored { get; }

    /// <summary>For people: <c>mqtt://127.0.0.1:1883 (own broker)</c>.</summary>
    string Address { get; }

    /// <summary>The open port of our own broker; null where there is none.</summary>
    IPEndPoint? EndPoint { get; }

    /// <summary>Called each time that it comes up; must not wait.</summary>
    event Action? CameUp;
}
