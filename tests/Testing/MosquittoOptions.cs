namespace Nanofleet.Testing;

/// <summary>How a Mosquitto is started for a test.</summary>
public sealed class MosquittoOptions
{
    /// <summary>Users and passwords; none lets everyone in.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>();

    /// <summary>Name and password of an administrator of the dynamic security plugin, which then decides who may what; null leaves it out.</summary>
    public (string User, string Password)? DynamicSecurity { get; init; }

    /// <summary>Keep sessions and retained messages over a restart.</summary>
    public bool Persistence { get; init; }

    /// <summary>The port, or null for a free one.</summary>
    public int? Port { get; init; }

    /// <summary>Logs only its start and what goes wrong, where it is measured.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Further lines of mosquitto.conf, for instance <c>max_inflight_messages 20</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
