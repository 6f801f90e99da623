using System.Net;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Interop;

/// <summary>Our broker with MQTT.js, as browsers use it, over TCP and WebSocket, in both versions.</summary>
public sealed class MqttJsTests(MqttJsLibrary library) : IClassFixture<MqttJsLibrary>
{
    private const string Prelude = """
        const mqtt = require('mqtt'), assert = require('assert');
        const [url, version] = process.argv.slice(1), v5 = version === '5';
        function client(clientId, more = {}) {
            return new Promise((resolve, reject) => {
                const c = mqtt.connect(url, { clientId, protocolVersion: v5 ? 5 : 4, reconnectPeriod: 0, connectTimeout: 10000, ...more });
                c.messages = [];
                c.on('message', (topic, payload, packet) => c.messages.push({ topic, text: payload.toString(), qos: packet.qos, retain: packet.retain, properties: packet.properties }));
                c.once('connect', answer => { c.answer = answer; c.off('error', reject); c.on('error', fail); resolve(c); });
                c.once('error', reject);
            });
        }
        const kept = () => v5 ? { clean: false, properties: { sessionExpiryInterval: 3600 } } : { clean: false };
        async function until(what) {
            for (let i = 0; i < 1500; i++) { if (what()) return; await new Promise(go => setTimeout(go, 10)); }
            throw new Error('waited in vain: ' + what);
        }
        function fail(e) { console.log(e.stack || e); process.exit(1); }
        const run = test => test().then(() => { console.log('passed'); process.exit(0); }, fail);

        """;

    public static TheoryData<string, MqttVersion> WaysAndVersions => new()
    {
        { "mqtt", MqttVersion.V311 }, { "mqtt", MqttVersion.V500 }, { "ws", MqttVersion.V311 }, { "ws", MqttVersion.V500 },
    };

    public static TheoryData<string> Ways => ["mqtt", "ws"];

    [Theory, MemberData(nameof(WaysAndVersions))]
    public async Task Messages_of_every_quality_arrive_in_order(string way, MqttVersion version) => await RunAsync(way, version, """
        run(async () => {
            const a = await client('a'), b = await client('b');
            for (const qos of [0, 1, 2]) {
                const granted = await b.subscribeAsync('q' + qos + '/#', { qos });
                assert.strictEqual(granted[0].qos, qos);
                const sent = [];
                for (let i = 0; i < 100; i++) sent.push(a.publishAsync('q' + qos + '/x', String(i), { qos }));
                await Promise.all(sent);
            }
            await a.publishAsync('q1/x', 'x'.repeat(200000), { qos: 1 });
            await until(() => b.messages.length === 301);
            for (const qos of [0, 1, 2]) {
                const got = b.messages.filter(m => m.topic === 'q' + qos + '/x' && m.text.length < 10);
                assert.deepStrictEqual(got.map(m => Number(m.text)), [...Array(100).keys()]);
                assert(got.every(m => m.qos === qos));
            }
            await a.endAsync(); await b.endAsync();
        });
        """);

    [Theory, MemberData(nameof(WaysAndVersions))]
    public async Task Retained_messages_and_wills_work(string way, MqttVersion version) => await RunAsync(way, version, """
        run(async () => {
            const a = await client('a', { will: { topic: 'gone/a', payload: Buffer.from('bye'), qos: 1, retain: true } }), b = await client('b');
            await a.publishAsync('kept/x', 'now', { qos: 1, retain: true });
            await a.publishAsync('kept/y', 'then', { qos: 1, retain: true });
            await a.publishAsync('kept/y', '', { qos: 1, retain: true });
            await b.subscribeAsync(['kept/#', 'gone/#'], { qos: 1 });
            await until(() => b.messages.length === 1);
            assert.deepStrictEqual([b.messages[0].topic, b.messages[0].text, b.messages[0].retain], ['kept/x', 'now', true]);
            a.on('error', () => { });
            a.stream.destroy();
            await until(() => b.messages.length === 2);
            assert.deepStrictEqual([b.messages[1].topic, b.messages[1].text, b.messages[1].retain], ['gone/a', 'bye', false]);
        });
        """);

    [Theory, MemberData(nameof(WaysAndVersions))]
    public async Task A_session_keeps_messages_and_subscriptions(string way, MqttVersion version) => await RunAsync(way, version, """
        run(async () => {
            const a = await client('a');
            let b = await client('b', kept());
            assert(!b.answer.sessionPresent);
            await b.subscribeAsync('p/#', { qos: 2 });
            await b.endAsync();
            for (let i = 0; i < 20; i++) await a.publishAsync('p/x', String(i), { qos: 1 + i % 2 });
            b = await client('b', kept());
            assert(b.answer.sessionPresent);
            await until(() => b.messages.length === 20);
            for (const qos of [1, 2]) assert.deepStrictEqual(b.messages.filter(m => m.qos === qos).map(m => Number(m.text)), [...Array(20).keys()].filter(i => 1 + i % 2 === qos));
        });
        """);

    [Theory, MemberData(nameof(Ways))]
    public async Task Properties_and_options_of_version_5_work(string way) => await RunAsync(way, MqttVersion.V500, """
        run(async () => {
            const a = await client('a'), b = await client('b', { properties: { topicAliasMaximum: 5, receiveMaximum: 2 } });
            assert.strictEqual(a.answer.properties.topicAliasMaximum, 16);
            await b.subscribeAsync('device/room/temperature', { qos: 1, properties: { subscriptionIdentifier: 7 } });
            const properties = { payloadFormatIndicator: true, contentType: 'text/plain', responseTopic: 'answer/here', correlationData: Buffer.from('c0rr'), messageExpiryInterval: 100, userProperties: { colour: ['blue', 'red'] } };
            for (let i = 0; i < 6; i++) await a.publishAsync('device/room/temperature', 'body' + i, { qos: 1, properties });
            await until(() => b.messages.length === 6);
            b.messages.forEach((m, i) => {
                assert.deepStrictEqual([m.topic, m.text], ['device/room/temperature', 'body' + i]); // whose topic came by its alias
                const got = m.properties;
                assert.deepStrictEqual([got.payloadFormatIndicator, got.contentType, got.responseTopic, got.correlationData.toString(), got.subscriptionIdentifier], [true, 'text/plain', 'answer/here', 'c0rr', 7]);
                assert.deepStrictEqual([...got.userProperties.colour], ['blue', 'red']);
                assert(got.messageExpiryInterval > 90 && got.messageExpiryInterval <= 100);
            });
            assert(b.messages.some(m => m.properties.topicAlias > 0));
            await a.subscribeAsync('own', { qos: 1, nl: true });
            await a.publishAsync('own', 'own', { qos: 1 });
            await b.publishAsync('own', 'other', { qos: 1 });
            await until(() => a.messages.length === 1);
            assert.strictEqual(a.messages[0].text, 'other');
            const one = await client('one'), two = await client('two');
            await one.subscribeAsync('$share/workers/jobs', { qos: 1 });
            await two.subscribeAsync('$share/workers/jobs', { qos: 1 });
            for (let i = 0; i < 10; i++) await a.publishAsync('jobs', String(i), { qos: 1 });
            await until(() => one.messages.length + two.messages.length === 10);
            assert.strictEqual(one.messages.length, 5);
        });
        """);

    [Theory, MemberData(nameof(WaysAndVersions))]
    public async Task A_wrong_password_is_refused(string way, MqttVersion version) => await RunAsync(way, version, """
        run(async () => {
            await client('a', { username: 'anna', password: 's3cret' });
            const e = await client('b', { username: 'anna', password: 'guess' }).then(() => { throw new Error('accepted'); }, e => e);
            assert.strictEqual(e.code, v5 ? 134 : 4, e);
        });
        """, new MqttBrokerOptions
        {
            Authenticate = (_, password, _) => new(password.Span.SequenceEqual("s3cret"u8) ? MqttReasonCode.Success : MqttReasonCode.BadUserNameOrPassword),
        });

    private async Task RunAsync(string way, MqttVersion version, string script, MqttBrokerOptions? options = null)
    {
        if (library.MissingReason is { } reason) Assert.Skip(reason);
        await using var broker = await WebSocketBroker.StartAsync(options);
        var listener = await broker.Broker.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var url = way == "ws" ? $"ws://127.0.0.1:{broker.Port}/mqtt" : $"mqtt://127.0.0.1:{listener.EndPoint.Port}";
        await using var node = library.Run(Prelude + script, url, version == MqttVersion.V500 ? "5" : "4");
        Assert.True(await node.WaitForExitAsync() == 0 && node.Lines.Contains("passed"), node.Output);
    }
}
