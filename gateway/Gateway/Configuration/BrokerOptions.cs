using System.ComponentModel.DataAnnotations;

namespace Nanofleet.Gateway.Configuration;

/// <summary>Section <c>Broker</c>: the gateway's own broker, which runs where <c>Mqtt:Host</c> is absent.</summary>
public sealed class BrokerOptions
{
    /// <summary>1883 is the registered port; 0 takes a free one.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 1883;

    /// <summary>Where to listen. Loopback by default: a broker open to a network needs a user and a password.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>What boards must say to connect; absent lets everyone in, which is allowed on loopback only.</summary>
    public string? User { get; set; }

    /// <summary>Belongs to <see cref="User"/>.</summary>
    [Secret]
    public string? Password { get; set; }

    /// <summary>File whose first line is the password.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Whether retained messages and the sessions of clients that ask for one outlive the gateway's process. Off: boards need neither, and every acknowledged message would cost a write.</summary>
    public bool Persistence { get; set; }

    /// <summary>Where they are kept; absent: <c>broker.db</c> in the data directory.</summary>
    public string? PersistenceFile { get; set; }
}
