using System.Text;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>What is refused says what was wrong and what the rule is, and takes nothing good with it.</summary>
public sealed class RefusalTests
{
    private readonly Decode _decode = new();

    [Theory]
    [InlineData("""{"sensors":[{"sensor_name":"Temp-1","value":1},{"sensor_name":"good","value":2}]}""", RefusalCodes.SensorName, "'Temp-1' is not [a-z_][a-z0-9_]{0,49}")]
    [InlineData("""{"sensors":[{"value":1},{"sensor_name":"good","value":2}]}""", RefusalCodes.SensorName, "no sensor_name")]
    [InlineData("""{"sensors":[{"sensor_name":"t","value":"24.1"},{"sensor_name":"good","value":2}]}""", RefusalCodes.Value, "The value \"24.1\" of 't' is not a finite number")]
    [InlineData("""{"sensors":[{"sensor_name":"t","value":1e999},{"sensor_name":"good","value":2}]}""", RefusalCodes.Value, "1e999")]
    [InlineData("""{"sensors":[{"sensor_name":"t"},{"sensor_name":"good","value":2}]}""", RefusalCodes.Value, "'t' has no value")]
    [InlineData("""{"sensors":[{"sensor_name":"t","value":1,"unit":"seventeen letters"},{"sensor_name":"good","value":2}]}""", RefusalCodes.Unit, "at most 16 characters")]
    [InlineData("""{"sensors":[{"sensor_name":"t","value":1,"unit":7},{"sensor_name":"good","value":2}]}""", RefusalCodes.Unit, "The unit 7 of 't'")]
    [InlineData("""{"sensors":["t",{"sensor_name":"good","value":2}]}""", RefusalCodes.WrongShape, "not an object")]
    [InlineData("""{"sensors":[{"sensor_name":"good","value":2}],"location":{"latitude":91,"longitude":0}}""", RefusalCodes.Location, "-90 to 90")]
    [InlineData("""{"sensors":[{"sensor_name":"good","value":2}],"location":{"latitude":48,"longitude":-180.5}}""", RefusalCodes.Location, "-180 to 180")]
    [InlineData("""{"sensors":[{"sensor_name":"good","value":2}],"location":"home"}""", RefusalCodes.Location, "\"home\"")]
    [InlineData("""{"sensors":[{"sensor_name":"good","value":2}],"status":"fine"}""", RefusalCodes.WrongShape, "status is not an object")]
    [InlineData("""{"good":2,"x":"abc"}""", RefusalCodes.Value, "The value \"abc\" of 'x'")]
    [InlineData("""{"good":2,"x":true}""", RefusalCodes.Value, "The value true of 'x'")]
    [InlineData("""{"good":2,"x":null}""", RefusalCodes.Value, "The value null of 'x'")]
    [InlineData("""{"good":2,"x":{"y":1}}""", RefusalCodes.Value, "of 'x'")]
    [InlineData("""{"good":2,"9lives":9}""", RefusalCodes.SensorName, "'9lives'")]
    [InlineData("""{"boot":"9f3c21aa","seq":1,"sensors":[{"sensor_name":"good","value":2}],"dropped":[{"boot":"9f3c21aa","from":5,"to":4,"reason":"reboot"}]}""", RefusalCodes.Sequence, "5 to 4")]
    [InlineData("""{"boot":"9f3c21aa","seq":1,"sensors":[{"sensor_name":"good","value":2}],"dropped":[{"boot":"x","from":4,"to":4,"reason":"reboot"}]}""", RefusalCodes.Boot, "'x'")]
    [InlineData("""{"boot":"9f3c21aa","seq":1,"sensors":[{"sensor_name":"good","value":2}],"dropped":[7]}""", RefusalCodes.WrongShape, "dropped")]
    public void A_bad_entry_is_refused_alone(string payload, string code, string says)
    {
        var data = _decode.Data(payload);

        Assert.Equal("good", Assert.Single(data.Readings).Sensor);
        var refused = Assert.Single(data.Refused);
        Assert.Equal(code, refused.Reason);
        Assert.Contains(says, refused.Sentence);
        Assert.Equal("devices/b1/data", refused.Topic);
        Assert.Contains(Encoding.UTF8.GetString(refused.Payload), payload);
    }

    [Theory]
    [InlineData("devices/b1/data", """{"temperature":24.1,""", RefusalCodes.NotJson, "line 1, position 20")]
    [InlineData("devices/b1/data", "{\n  \"temperature\": 24,1\n}", RefusalCodes.NotJson, "line 2, position")]
    [InlineData("devices/b1/data", "hello", RefusalCodes.NotJson, "line 1, position 1")]
    [InlineData("devices/b1/data", """{"a":1} {"b":2}""", RefusalCodes.NotJson, "position 9")]
    [InlineData("devices/b1/data", """{"a":1,"b":"\ud800"}""", RefusalCodes.NotJson, "position 12")]
    [InlineData("devices/b1/data", """{"a":1,"b":"\u0000"}""", RefusalCodes.NotJson, "null character")]
    [InlineData("devices/b1/data", "24.1", RefusalCodes.WrongShape, "not an object")]
    [InlineData("devices/b1/data", "[1,2]", RefusalCodes.WrongShape, "not an object")]
    [InlineData("devices/b1/data", "{}", RefusalCodes.WrongShape, "empty")]
    [InlineData("devices/b1/data", "", RefusalCodes.WrongShape, "empty")]
    [InlineData("devices/b1/data", """{"sensors":{"temperature":{"value":1}}}""", RefusalCodes.WrongShape, "sensors is not a list")]
    [InlineData("devices/b1/data", """{"boot":"9F3C21AA","seq":1,"sensors":[]}""", RefusalCodes.Boot, "9F3C21AA")]
    [InlineData("devices/b1/data", """{"boot":"9f3c21aa","seq":0,"sensors":[]}""", RefusalCodes.Sequence, "seq 0")]
    [InlineData("devices/b1/data", """{"boot":"9f3c21aa","seq":1.5,"sensors":[]}""", RefusalCodes.Sequence, "seq 1.5")]
    [InlineData("devices/b1/data/Temp-1", "24.1", RefusalCodes.SensorName, "'Temp-1'")]
    [InlineData("devices/b1/data/temperature", "\"24.1\"", RefusalCodes.Value, "of 'temperature'")]
    [InlineData("devices/b1/data/temperature", """{"unit":"°C"}""", RefusalCodes.Value, "has no value")]
    [InlineData("devices/b1/data/temperature", "on", RefusalCodes.NotJson, "position 1")]
    [InlineData("devices/b@d/data", """{"a":1}""", RefusalCodes.DeviceId, "'b@d'")]
    [InlineData("devices/b1/telemetry", """{"a":1}""", RefusalCodes.UnknownTopic, "devices/b1/telemetry")]
    [InlineData("devices/b1/status", """{"battery":87}""", RefusalCodes.WrongShape, "member status")]
    [InlineData("devices/b1/status", """{"status":"dancing"}""", RefusalCodes.WrongShape, "\"dancing\" is none of online, offline, sleeping")]
    [InlineData("devices/b1/heartbeat", "1", RefusalCodes.WrongShape, "neither empty nor an object")]
    [InlineData("devices/b1/info", "[]", RefusalCodes.WrongShape, "not an object")]
    [InlineData("devices/b1/response", """{"success":true}""", RefusalCodes.WrongShape, "no request_id")]
    public void A_message_without_anything_good_is_quarantined_whole(string topic, string payload, string code, string says)
    {
        var row = _decode.Refused(topic, payload);

        Assert.Equal(code, row.Reason);
        Assert.Contains(says, row.Sentence);
        Assert.Equal((topic, payload), (row.Topic, Encoding.UTF8.GetString(row.Payload)));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_quarantined_with_their_place()
    {
        var inbound = _decode.Any("devices/b1/data", [.. "{\"a\":1,\n\"b\":\""u8, 0xC3, 0x28, .. "\"}"u8]);

        var row = Assert.IsType<QuarantineInbound>(inbound).Row;
        Assert.Equal(RefusalCodes.NotJson, row.Reason);
        Assert.Contains("line 2, position 6", row.Sentence);
    }

    [Fact]
    public void A_payload_above_the_limit_is_quarantined_in_part()
    {
        var row = _decode.Refused("devices/b1/data", "{\"a\":1" + new string(' ', Limits.GatewayMessage) + "}");

        Assert.Equal(RefusalCodes.TooLarge, row.Reason);
        Assert.Contains("65536 is the limit", row.Sentence);
        Assert.Equal(1024, row.Payload.Length);
    }

    [Fact]
    public void A_payload_at_the_limit_is_taken() =>
        Assert.Single(_decode.Data("{\"a\":1" + new string(' ', Limits.GatewayMessage - 7) + "}").Readings);

    [Fact]
    public void More_entries_than_the_limit_are_refused_as_a_whole()
    {
        string Sensors(int count) => $"{{\"sensors\":[{string.Join(',', Enumerable.Range(0, count).Select(i => $"{{\"sensor_name\":\"s{i}\",\"value\":{i}}}"))}]}}";
        string Members(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"s{i}\":{i}"))}}}";

        Assert.Equal(Limits.GatewayReadings, _decode.Data(Sensors(Limits.GatewayReadings)).Readings.Count);
        Assert.Equal(Limits.GatewayReadings, _decode.Data(Members(Limits.GatewayReadings)).Readings.Count);
        Assert.Equal(RefusalCodes.TooManyEntries, _decode.Refused("devices/b1/data", Sensors(Limits.GatewayReadings + 1)).Reason);
        Assert.Equal(RefusalCodes.TooManyEntries, _decode.Refused("devices/b1/data", Members(Limits.GatewayReadings + 1)).Reason);
    }

    [Theory]
    [InlineData("devices/b1/data", """{"a":1}""")]
    [InlineData("devices/b1/data/temperature", "24.1")]
    public void Retained_data_makes_no_reading(string topic, string payload)
    {
        var row = Assert.IsType<QuarantineInbound>(_decode.Any(topic, payload, replayed: true)).Row;

        Assert.Equal(RefusalCodes.Retained, row.Reason);
    }

    [Theory]
    [InlineData("devices/b1/command", "{}")]
    [InlineData("devices/b1/stored", "{}")]
    [InlineData("devices/b1/config/desired", "{}")]
    [InlineData("devices/b1/ota/offer", "{}")]
    [InlineData("devices/b1/log", "anything")]
    [InlineData("system/gateway", "{}")]
    [InlineData("home/kitchen/light", "on")]
    [InlineData("devices/b1/status", "")]
    [InlineData("devices/b1/info", "")]
    public void What_is_not_for_the_database_is_passed_over(string topic, string payload) => Assert.Null(_decode.Any(topic, payload));

    [Fact]
    public void The_singular_root_is_another_s_topic_where_it_is_not_configured() =>
        Assert.Null(new Decode(new MqttOptions()).Any("device/b1/data", """{"a":1}"""));

    [Fact]
    public void Topics_of_another_namespace_are_passed_over()
    {
        var decode = new Decode(new MqttOptions { Namespace = "farm" });

        Assert.Null(decode.Any("devices/b1/data", """{"a":1}"""));
        Assert.Null(decode.Any("farms/devices/b1/data", """{"a":1}"""));
        Assert.IsType<DataInbound>(decode.Any("farm/devices/b1/data", """{"a":1}"""));
    }
}
