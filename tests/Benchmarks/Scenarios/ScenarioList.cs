namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>Every scenario by its name.</summary>
internal static class ScenarioList
{
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new PublishScenario("qos0", "8 publishers, QoS 0, as fast as the broker reads", qos: 0, connections: 8, window: 1),
        new PublishScenario("qos1", "8 publishers, QoS 1, 1,000 unanswered each", qos: 1, connections: 8, window: 1000),
        new PublishScenario("window1", "1,000 publishers, QoS 1, one unanswered each", qos: 1, connections: 1000, window: 1),
        new IdleScenario(),
    ];
}
