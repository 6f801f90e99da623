namespace Nanofleet.Demo;

/// <summary>What the command line asked for.</summary>
internal sealed class DemoOptions
{
    public int Boards { get; init; } = 3;

    /// <summary>Infinite: until Ctrl-C.</summary>
    public TimeSpan Duration { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>0 for a free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>0 for a free one.</summary>
    public int MqttPort { get; init; }

    /// <summary>One more board, to be provisioned.</summary>
    public bool BlankBoard { get; init; }
}
