using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Tests.Conformance;

/// <summary>Rules that no connection shows, because another one comes first.</summary>
public sealed class DecoderRuleTests
{
    [Fact]
    public void Success_calls_itself_so()
    {
        Assert.Equal("Success", MqttReasonCode.NormalDisconnection.ToString());
        Assert.Equal("Success", $"{MqttReasonCode.GrantedQoS0}");
    }

    [Fact]
    public void An_AUTH_with_flags_is_malformed_whatever_it_says()
    {
        byte[] body = [0x18, 4, 0x15, 0, 1, (byte)'m'];
        Assert.Equal(MqttReasonCode.Success, AuthPacket.Decode(body, 0, out _));

        for (byte flags = 1; flags < 16; flags++) Assert.Equal(MqttReasonCode.MalformedPacket, AuthPacket.Decode(body, flags, out _));
    }
}
