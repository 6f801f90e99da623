namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>Both protocol versions, for rules that hold in both; with every QoS where that matters.</summary>
public static class Versions
{
    public static TheoryData<MqttVersion> Both => new(MqttVersion.V311, MqttVersion.V500);

    /// <summary>The QoS whose messages are answered.</summary>
    public static TheoryData<MqttVersion, MqttQoS> WithAnswers => new()
    {
        { MqttVersion.V311, MqttQoS.AtLeastOnce },
        { MqttVersion.V311, MqttQoS.ExactlyOnce },
        { MqttVersion.V500, MqttQoS.AtLeastOnce },
        { MqttVersion.V500, MqttQoS.ExactlyOnce },
    };

    public static TheoryData<MqttVersion, MqttQoS> WithEveryQoS
    {
        get
        {
            var data = new TheoryData<MqttVersion, MqttQoS>();
            foreach (var version in new[] { MqttVersion.V311, MqttVersion.V500 })
            {
                foreach (var qos in Enum.GetValues<MqttQoS>()) data.Add(version, qos);
            }
            return data;
        }
    }
}
