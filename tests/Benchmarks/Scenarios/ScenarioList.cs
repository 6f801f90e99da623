namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>Every scenario by its name.</summary>
internal static class ScenarioList
{
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new PublishScenario("qos0", "8 publishers, QoS 0, as fast as the broker reads", qos: 0, connections: 8, window: 1),
        new PublishScenario("qos1", "8 publishers, QoS 1, 1,000 unanswered each", qos: 1, connections: 8, window: 1000),
        new PublishScenario("window1", "1,000 publishers, QoS 1, one unanswered each", qos: 1, connections: 1000, window: 1),
        new FanScenario("fanout0", "1 publisher to 1,000 subscribers, QoS 0", publishers: 1, subscribers: 1000, qos: 0, window: 10),
        new FanScenario("fanout1", "1 publisher to 1,000 subscribers, QoS 1", publishers: 1, subscribers: 1000, qos: 1, window: 10),
        new FanScenario("fanin", "1,000 publishers to 1 subscriber, QoS 1", publishers: 1000, subscribers: 1, qos: 1, window: 1),
        new ReceiveScenario("receive0", "a client receives from Mosquitto, QoS 0", qos: 0),
        new ReceiveScenario("receive1", "a client receives from Mosquitto, QoS 1", qos: 1),
        new TlsScenario(),
        new IdleScenario(),
        new MisbehavingScenario(),
    ];
}
