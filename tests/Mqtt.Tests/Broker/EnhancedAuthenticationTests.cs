using System.Text;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>Enhanced authentication (5.0 §3.15, §4.12) with SCRAM-SHA-256 at both ends, and with clients that break its rules.</summary>
public sealed class EnhancedAuthenticationTests
{
    private static readonly Dictionary<string, string> Passwords = new() { ["anna"] = "pencil" };

    [Fact]
    public async Task Scram_says_what_its_specification_shows()
    {
        var client = new ScramClient("user", "pencil", "rOprNGfwEbeRWgbNEkqO");
        var server = new ScramServer(new Dictionary<string, string> { ["user"] = "pencil" }, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="));
        var said = new List<string>();
        MqttAuthenticationStep step = await client.TakeAsync(null, default);
        foreach (IMqttAuthenticationExchange next in new IMqttAuthenticationExchange[] { server, client, server, client })
        {
            said.Add(Encoding.UTF8.GetString(step.Data!.Value.Span));
            step = await next.TakeAsync(step.Data, default);
        }

        Assert.Equal(MqttReasonCode.Success, step.Reason);
        Assert.EndsWith(",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", said[2], StringComparison.Ordinal); // RFC 7677 §3
        Assert.Equal("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", said[3]);
    }

    [Fact]
    public async Task A_client_that_knows_the_password_is_let_in()
    {
        var host = new Inbox();
        await using var broker = await StartAsync(host: host);

        await using var client = await broker.ConnectAsync(MqttVersion.V500, "a", null, options => options.Authentication = Scram.Client("anna", "pencil"));
        await client.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce);

        Assert.Equal("x", (await host.NextAsync()).Payload);
    }

    [Theory]
    [InlineData("anna", "pen")]
    [InlineData("bert", "pencil")]
    public async Task A_client_that_does_not_know_the_password_is_refused(string user, string password)
    {
        await using var broker = await StartAsync();
        await using var client = broker.Client(MqttVersion.V500, "a", null, options => options.Authentication = Scram.Client(user, password));

        Assert.Equal(MqttReasonCode.NotAuthorized, (await client.ConnectAsync()).ReasonCode);

        Assert.Equal((0, 1), (broker.Broker.Counters.Sessions, broker.Broker.Counters.Refused));
    }

    [Fact]
    public async Task A_broker_that_does_not_know_the_password_is_not_trusted()
    {
        var liar = new Scripted(MqttAuthenticationStep.Continue("r=NONCEx,s=AAAA,i=1"u8.ToArray()), MqttAuthenticationStep.Success("v=AAAA"u8.ToArray()));
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { BeginAuthentication = (_, _) => liar });
        await using var client = broker.Client(MqttVersion.V500, "a", null, options => options.Authentication = Scram.Client("anna", "pencil", "NONCE"));

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.Equal("the broker did not show that it can be trusted: NotAuthorized", failure.Message);
    }

    [Fact]
    public async Task A_broker_that_lets_everyone_in_without_showing_itself_is_not_trusted()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { BeginAuthentication = (_, _) => new Scripted(MqttAuthenticationStep.Success()) });
        await using var client = broker.Client(MqttVersion.V500, "a", null, options => options.Authentication = Scram.Client("anna", "pencil"));

        await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());
    }

    [Fact]
    public async Task A_method_that_is_not_offered_is_refused_by_name()
    {
        await using var broker = await StartAsync();
        await using var client = broker.Client(MqttVersion.V500, "a", null, options => options.Authentication = new MqttClientAuthentication("KERBEROS", () => new Scripted(MqttAuthenticationStep.Continue())));

        Assert.Equal(MqttReasonCode.BadAuthenticationMethod, (await client.ConnectAsync()).ReasonCode);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_client_without_method_is_refused_unless_the_other_hook_lets_it_in(MqttVersion version)
    {
        await using var strict = await StartAsync();
        Assert.Equal(MqttReasonCode.NotAuthorized, (await strict.Client(version, "a").ConnectAsync()).ReasonCode);

        await using var lenient = await StartAsync(options => options.Authenticate = (_, _, _) => new(MqttReasonCode.Success));
        Assert.True((await lenient.Client(version, "a").ConnectAsync()).IsAccepted);
    }

    [Fact]
    public async Task A_client_shows_itself_anew_while_messages_go_on()
    {
        var begun = 0;
        var host = new Inbox();
        await using var broker = await StartAsync(options => options.BeginAuthentication = (_, _) => { begun++; return new ScramServer(Passwords); }, host);
        await using var client = await broker.ConnectAsync(MqttVersion.V500, "a", null, options => options.Authentication = Scram.Client("anna", "pencil"));

        var messages = Enumerable.Range(0, 100).Select(i => client.PublishAsync("t", Encoding.UTF8.GetBytes($"{i}"), MqttQoS.AtLeastOnce).AsTask()).ToList();
        Assert.Equal(MqttReasonCode.Success, await client.ReAuthenticateAsync());
        Assert.Equal(MqttReasonCode.Success, await client.ReAuthenticateAsync());

        await Task.WhenAll(messages);
        Assert.Equal(100, (await host.NextAsync(100)).Count);
        Assert.Equal(3, begun);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_client_that_fails_to_show_itself_anew_is_disconnected_with_the_reason()
    {
        var passwords = new Dictionary<string, string>(Passwords);
        await using var broker = await StartAsync(options => options.BeginAuthentication = (_, _) => new ScramServer(passwords));
        await using var client = await broker.ConnectAsync(MqttVersion.V500, "a", null, options => options.Authentication = Scram.Client("anna", "pencil"));
        passwords["anna"] = "changed";

        Assert.Equal(MqttReasonCode.NotAuthorized, await client.ReAuthenticateAsync());

        Assert.Equal((MqttReasonCode.NotAuthorized, true), ((await client.Closed).Reason, (await client.Closed).ByPeer));
    }

    [Fact]
    public async Task A_connection_that_breaks_meanwhile_is_an_exception()
    {
        var waiting = new TaskCompletionSource();
        var never = new TaskCompletionSource<MqttAuthenticationStep>();
        var first = true;
        await using var broker = await StartAsync(options => options.BeginAuthentication = (_, _) =>
        {
            if (first)
            {
                first = false;
                return new Scripted(MqttAuthenticationStep.Success());
            }
            waiting.TrySetResult();
            return new Pending(never.Task);
        });
        await using var client = await broker.ConnectAsync(MqttVersion.V500, "a", null, options => options.Authentication = new MqttClientAuthentication("X", () => new Scripted(MqttAuthenticationStep.Success())));

        var running = client.ReAuthenticateAsync();
        await waiting.Task;
        client.Abort();

        await Assert.ThrowsAsync<MqttConnectionException>(() => running);
        never.SetResult(MqttAuthenticationStep.Success());
    }

    [Fact]
    public async Task Many_steps_are_possible_and_data_may_be_absent_or_empty()
    {
        var seen = new List<int?>();
        var steps = new[] { MqttAuthenticationStep.Continue(), MqttAuthenticationStep.Continue(Array.Empty<byte>()), MqttAuthenticationStep.Continue(new byte[1000]), MqttAuthenticationStep.Success() };
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { BeginAuthentication = (_, _) => new Scripted(seen, steps) });
        var own = new[] { MqttAuthenticationStep.Continue(), MqttAuthenticationStep.Continue(Array.Empty<byte>()), MqttAuthenticationStep.Continue(new byte[3]), MqttAuthenticationStep.Continue(), MqttAuthenticationStep.Success() };
        var client = broker.Client(MqttVersion.V500, "a", null, options => options.Authentication = new MqttClientAuthentication("X", () => new Scripted(own)));

        Assert.True((await client.ConnectAsync()).IsAccepted);

        Assert.Equal([null, 0, 3, null], seen);
    }

    [Theory]
    [InlineData("AUTH without method", new byte[] { 0xF0, 0 })]
    [InlineData("AUTH of another method", new byte[] { 0xF0, 6, 0x18, 4, 0x15, 0, 1, (byte)'Y' })]
    [InlineData("re-authentication before the end of the first", new byte[] { 0xF0, 6, 0x19, 4, 0x15, 0, 1, (byte)'X' })]
    [InlineData("PINGREQ before CONNACK", new byte[] { 0xC0, 0 })]
    [InlineData("second CONNECT", new byte[] { 0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 0, 0, 0, 0 })]
    public async Task Whoever_says_anything_else_before_its_CONNACK_is_refused(string what, byte[] packet)
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { BeginAuthentication = (_, _) => new Scripted(MqttAuthenticationStep.Continue()) });
        await using var client = await DialAsync(broker);

        await client.SendAsync(packet);

        var answer = await client.ReadAsync();
        Assert.True((PacketType.ConnAck, (byte)MqttReasonCode.ProtocolError) == (answer.Type, answer.Body[1]), what);
        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_that_leaves_before_its_CONNACK_is_let_go()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { BeginAuthentication = (_, _) => new Scripted(MqttAuthenticationStep.Continue()) });
        await using var client = await DialAsync(broker);

        await client.SendAsync([0xE0, 0]);

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_that_takes_too_long_is_closed()
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { BeginAuthentication = (_, _) => new Scripted(MqttAuthenticationStep.Continue()) }, null, clock);
        await using var client = await DialAsync(broker);

        clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_that_named_no_method_may_not_send_AUTH()
    {
        await using var broker = await StartAsync(options => options.Authenticate = (_, _, _) => new(MqttReasonCode.Success));
        await using var client = await RawClient.ConnectAsync(broker, MqttVersion.V500);

        await client.SendAsync([0xF0, 6, 0x19, 4, 0x15, 0, 1, (byte)'X']); // [MQTT-4.12.0-7]

        var answer = await client.ReadAsync();
        Assert.Equal((PacketType.Disconnect, (byte)MqttReasonCode.ProtocolError), (answer.Type, answer.Body[0]));
    }

    [Fact]
    public async Task Answers_name_the_method()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { BeginAuthentication = (_, _) => new Scripted(MqttAuthenticationStep.Continue("?"u8.ToArray()), MqttAuthenticationStep.Success("!"u8.ToArray())) });
        await using var client = await RawClient.DialAsync(broker);
        await client.SendAsync(Connect());

        Assert.Equal("F0:18081500015816" + "00013F", Hex(await client.ReadAsync()));
        await client.SendAsync([0xF0, 6, 0x18, 4, 0x15, 0, 1, (byte)'X']);

        var answer = await client.ReadAsync();
        Assert.Equal(MqttReasonCode.Success, ConnAckPacket.Decode(answer.Body, answer.Flags, MqttVersion.V500, out var packet));
        Assert.Equal(("X", "!"), (packet.AuthenticationMethod, Encoding.UTF8.GetString(packet.AuthenticationData!)));
    }

    [Fact]
    public void Only_failures_refuse() => Assert.Throws<ArgumentException>(() => MqttAuthenticationStep.Refuse(MqttReasonCode.Success));

    private static string Hex(RawPacket packet) => $"{(int)packet.Type << 4 | packet.Flags:X2}:{Convert.ToHexString(packet.Body)}";

    private static byte[] Connect() => RawClient.Connect(MqttVersion.V500, "raw", properties: [0x15, 0, 1, (byte)'X']);

    private static async Task<RawClient> DialAsync(TestBroker broker)
    {
        var client = await RawClient.DialAsync(broker);
        await client.SendAsync(Connect());
        Assert.Equal(PacketType.Auth, (await client.ReadAsync()).Type);
        return client;
    }

    private static Task<TestBroker> StartAsync(Action<MqttBrokerOptions>? more = null, IMqttReceiver? host = null)
    {
        var options = new MqttBrokerOptions { HostFilters = ["#"], BeginAuthentication = (_, method) => method == Scram.Method ? new ScramServer(Passwords) : null };
        more?.Invoke(options);
        return TestBroker.StartAsync(options, host);
    }

    private sealed class Scripted(List<int?>? seen, params MqttAuthenticationStep[] steps) : IMqttAuthenticationExchange
    {
        private int _next;

        public Scripted(params MqttAuthenticationStep[] steps)
            : this(null, steps)
        {
        }

        public ValueTask<MqttAuthenticationStep> TakeAsync(ReadOnlyMemory<byte>? data, CancellationToken cancel)
        {
            seen?.Add(data?.Length);
            return new(steps[_next++]);
        }
    }

    private sealed class Pending(Task<MqttAuthenticationStep> step) : IMqttAuthenticationExchange
    {
        public ValueTask<MqttAuthenticationStep> TakeAsync(ReadOnlyMemory<byte>? data, CancellationToken cancel) => new(step);
    }
}
