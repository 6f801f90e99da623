using System.Net;
using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Interop;

/// <summary>Our broker with Eclipse Paho for Python (Debian's python3-paho-mqtt), in both versions.</summary>
public sealed class PahoTests
{
    private const string Prelude = """
        import sys, threading, time
        import paho.mqtt.client as mqtt
        from paho.mqtt.properties import Properties
        from paho.mqtt.packettypes import PacketTypes
        from paho.mqtt.subscribeoptions import SubscribeOptions
        port, v5, transport, ca = int(sys.argv[1]), sys.argv[2] == '5', sys.argv[3], sys.argv[4]
        def client(name, clean=True, expiry=0):
            if v5: c = mqtt.Client(name, protocol=mqtt.MQTTv5, transport=transport)
            else: c = mqtt.Client(name, clean_session=clean, protocol=mqtt.MQTTv311, transport=transport)
            if ca: c.tls_set(ca)
            c.connected, c.subscribed, c.messages, c.present = threading.Event(), threading.Event(), [], None
            def on_connect(c_, u, flags, rc, props=None):
                c.present = flags['session present']; print('connected', str(rc)); c.connected.set()
            def on_message(c_, u, m):
                c.messages.append(m); print('message', m.topic, m.payload.decode(), m.qos, int(m.retain))
            c.on_connect, c.on_message = on_connect, on_message
            c.on_subscribe = lambda *a: c.subscribed.set()
            c.clean, c.expiry = clean, expiry
            return c
        def connect(c, **k):
            c.connected.clear()
            if v5:
                p = Properties(PacketTypes.CONNECT); p.SessionExpiryInterval = c.expiry
                c.connect('127.0.0.1', port, 30, clean_start=c.clean, properties=p)
            else: c.connect('127.0.0.1', port, 30)
            c.loop_start(); assert c.connected.wait(10), 'not connected'
        def subscribe(c, topic, qos):
            c.subscribed.clear(); c.subscribe(topic, qos); assert c.subscribed.wait(10), 'not subscribed'
        def publish(c, topic, text, qos=0, retain=False, **k):
            i = c.publish(topic, text, qos, retain, **k); i.wait_for_publish(); assert i.is_published()
        def until(what):
            for _ in range(1000):
                if what(): return
                time.sleep(0.01)
            raise AssertionError('waited in vain')

        """;

    public static TheoryData<MqttVersion, string, bool> VersionsAndWays
    {
        get
        {
            var data = new TheoryData<MqttVersion, string, bool>();
            foreach (var version in new[] { MqttVersion.V311, MqttVersion.V500 })
            {
                foreach (var transport in new[] { "tcp", "websockets" })
                {
                    data.Add(version, transport, false);
                    data.Add(version, transport, true);
                }
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(VersionsAndWays))]
    public async Task Messages_of_every_quality_arrive_in_order(MqttVersion version, string transport, bool withTls) => await RunAsync(version, """
        a, b = client('a'), client('b')
        connect(a); connect(b)
        for qos in (0, 1, 2):
            subscribe(b, 'q%d/#' % qos, qos)
            for i in range(200): a.publish('q%d/x' % qos, str(i), qos)
        until(lambda: len(b.messages) == 600)
        for qos in (0, 1, 2):
            got = [int(m.payload) for m in b.messages if m.topic == 'q%d/x' % qos]
            assert got == list(range(200)), got
            assert all(m.qos == qos for m in b.messages if m.topic == 'q%d/x' % qos)
        """, transport, withTls);

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Retained_messages_and_wills_work(MqttVersion version) => await RunAsync(version, """
        a, b = client('a'), client('b')
        a.will_set('gone/a', 'bye', 1, True)
        connect(a); connect(b)
        publish(a, 'kept/x', 'now', 1, True)
        subscribe(b, 'kept/#', 1)
        until(lambda: len(b.messages) == 1)
        assert b.messages[0].retain == 1
        subscribe(b, 'gone/#', 1)
        a.loop_stop(); a.socket().close()
        until(lambda: len(b.messages) == 2)
        assert (b.messages[1].topic, b.messages[1].payload, b.messages[1].retain) == ('gone/a', b'bye', 0)
        """);

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_persistent_session_keeps_messages_and_subscriptions(MqttVersion version) => await RunAsync(version, """
        a, b = client('a'), client('b', clean=False, expiry=3600)
        connect(a); connect(b); assert b.present == 0
        subscribe(b, 'p/#', 2)
        b.disconnect(); b.loop_stop()
        for i in range(20): publish(a, 'p/x', str(i), 1 + i % 2)
        connect(b); assert b.present == 1
        until(lambda: len(b.messages) == 20)
        for qos in (1, 2): # between the two qualities there is no order
            assert [int(m.payload) for m in b.messages if m.qos == qos] == list(range(qos - 1, 20, 2))
        """);

    [Fact]
    public async Task Version_5_options_and_reason_codes_work() => await RunAsync(MqttVersion.V500, """
        a, b = client('a'), client('b')
        connect(a); connect(b)
        codes = []
        a.on_subscribe = lambda c, u, mid, granted, props=None: (codes.append([g.value for g in granted]), a.subscribed.set())
        a.subscribed.clear(); a.subscribe([('ok', SubscribeOptions(qos=1, noLocal=True)), ('$share//x', SubscribeOptions(qos=1))]); a.subscribed.wait(10)
        assert codes == [[1, 0x8f]], codes
        publish(a, 'ok', 'own', 1)
        publish(b, 'ok', 'other', 1)
        until(lambda: len(a.messages) == 1)
        assert a.messages[0].payload == b'other'
        p = Properties(PacketTypes.SUBSCRIBE); p.SubscriptionIdentifier = 7
        b.subscribed.clear(); b.subscribe('id/#', options=SubscribeOptions(qos=0), properties=p); b.subscribed.wait(10)
        pp = Properties(PacketTypes.PUBLISH); pp.UserProperty = ('k', 'v'); pp.TopicAlias = 3
        publish(a, 'id/x', 'one', 0, properties=pp)
        publish(a, '', 'two', 0, properties=pp)
        until(lambda: len(b.messages) == 2)
        assert [m.topic for m in b.messages] == ['id/x', 'id/x']
        assert b.messages[0].properties.SubscriptionIdentifier == [7]
        assert b.messages[0].properties.UserProperty == [('k', 'v')]
        """);

    private static async Task RunAsync(MqttVersion version, string script, string transport = "tcp", bool withTls = false)
    {
        if (!await ToolProcess.HasPythonModuleAsync("paho.mqtt.client")) Assert.Skip("Debian's python3-paho-mqtt is not installed");
        using var authority = new TestAuthority();
        using var certificate = authority.IssueServer();
        await using var broker = await WebSocketBroker.StartAsync(certificate: withTls ? certificate : null);
        var tls = withTls ? new MqttServerTlsOptions { Certificate = certificate } : null;
        var listener = await broker.Broker.ListenAsync(new MqttListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Tls = tls });
        var port = transport == "tcp" ? listener.EndPoint.Port : broker.Port;
        await using var python = ToolProcess.StartPython(Prelude + script, $"{port}", version == MqttVersion.V500 ? "5" : "4", transport, withTls ? authority.CaFile : "");
        Assert.True(await python.WaitForExitAsync() == 0, python.Output);
    }
}
