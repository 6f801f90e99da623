using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Security.Pki.Change;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security.Pki;

/// <summary>One CA follows on another: boards are given both, say so, and only then is the old one dropped.</summary>
public sealed class CaChangeTests : IAsyncLifetime
{
    private const string Desired = "devices/b1/config/desired";
    private const string Change = "/api/ca/change";
    private const string Finish = "/api/ca/change/finish";

    private TestGateway _gateway = null!;
    private TestBoard _board = null!;

    private GatewayCertificates Certificates => _gateway.Host.Services.GetRequiredService<GatewayCertificates>();

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(["--Broker:Tls=true", "--Broker:TlsPort=0", "--Broker:TlsAddress=127.0.0.1"]);
        _board = await _gateway.ConnectAsync("b1");
        await _board.PublishAsync("status", """{"status":"online"}""");
    }

    public async ValueTask DisposeAsync()
    {
        await _board.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Who_looks_finds_by_what_the_gateway_is_known()
    {
        var ca = await _gateway.GetAsync("/api/ca");

        Assert.Equal(Fingerprint.Of(Certificates.Authority), ca.GetProperty("fingerprint").GetString());
        Assert.Contains("localhost", ca.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
        Assert.EndsWith("Z", ca.GetProperty("certificate_until").GetString());
        Assert.Equal(JsonValueKind.Null, ca.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task No_CA_follows_on_one_that_boards_trust_at_another_broker_where_they_could_not_be_told()
    {
        await using var gateway = await TestGateway.StartAsync(
            ["--Broker:Tls=true", "--Broker:TlsPort=0", "--Broker:TlsAddress=127.0.0.1"],
            builder => builder.Services.AddSingleton<ITrustBundle>(provider => new FixedTrustBundle(provider.GetRequiredService<GatewayCertificates>().Pem)));

        using var refused = await gateway.Http.PostAsync(Change, null, Patience.Cancel);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("would cut them all off", (await TestGateway.ReadAsync(refused)).GetProperty("detail").GetString());
        Assert.Null(gateway.Host.Services.GetRequiredService<GatewayCertificates>().NextAuthority);
        var page = await gateway.Http.GetStringAsync("/ca", Patience.Cancel);
        Assert.Contains("would cut them all off", page);
        Assert.DoesNotContain("Begin the change", page);
    }

    [Fact]
    public async Task A_CA_that_boards_do_not_trust_at_another_broker_may_change()
    {
        using var other = CertificateAuthority.Make(DateTimeOffset.UtcNow);
        await using var gateway = await TestGateway.StartAsync(
            ["--Broker:Tls=true", "--Broker:TlsPort=0", "--Broker:TlsAddress=127.0.0.1"],
            builder => builder.Services.AddSingleton<ITrustBundle>(new FixedTrustBundle(other.Pem)));

        using var begun = await gateway.Http.PostAsync(Change, null, Patience.Cancel);

        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
    }

    [Fact]
    public async Task The_page_shows_the_fingerprint_and_who_is_waited_for()
    {
        var page = await _gateway.Http.GetStringAsync("/ca", Patience.Cancel);
        Assert.Contains(Fingerprint.Of(Certificates.Authority), page);
        Assert.Contains("Begin the change", page);

        await PostAsync(Change, HttpStatusCode.OK);

        page = await _gateway.Http.GetStringAsync("/ca", Patience.Cancel);
        Assert.Contains(Fingerprint.Of(Certificates.NextAuthority!), page);
        Assert.Contains("<dd>b1</dd>", page);
    }

    [Fact]
    public async Task Boards_are_given_both_and_the_old_one_is_dropped_when_all_have_said_that_they_trust_the_new_one()
    {
        var old = Certificates.Pem;
        await PostAsync(Change, HttpStatusCode.OK);
        var given = await _board.ReceiveAsync(Desired);
        Assert.Equal(Certificates.Pem, Bundle(given));
        Assert.StartsWith(old, Bundle(given));
        Assert.Equal(["b1"], await WaitingAsync());

        Assert.Contains("These boards do not trust the new CA yet: b1.", await PostAsync(Finish, HttpStatusCode.Conflict));
        await ReportAsync(given, "trial", "applied");
        Assert.Equal(["b1"], await WaitingAsync()); // it may still take it back
        await ReportAsync(given, "applied", "applied");
        Assert.Empty(await WaitingAsync());
        await PostAsync(Finish, HttpStatusCode.OK);

        var after = Bundle(await _board.ReceiveAsync(Desired));
        Assert.Equal(Certificates.Pem, after);
        Assert.Equal(Bundle(given), old + after);
        Assert.Equal(JsonValueKind.Null, (await _gateway.GetAsync("/api/ca")).GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("applied", "unknown_key")] // firmware of before
    [InlineData("reverted", "reverted")]
    public async Task A_board_that_could_not_take_it_is_waited_for(string state, string code)
    {
        await PostAsync(Change, HttpStatusCode.OK);

        await ReportAsync(await _board.ReceiveAsync(Desired), state, code);

        Assert.Equal(["b1"], await WaitingAsync());
    }

    [Fact]
    public async Task A_board_without_TLS_is_not_waited_for()
    {
        await PostAsync(Change, HttpStatusCode.OK);

        await ReportAsync(await _board.ReceiveAsync(Desired), "applied", "conflict");

        var next = (await _gateway.GetAsync("/api/ca")).GetProperty("next");
        Assert.Equal((0, 1, 0), (next.GetProperty("ready").GetInt32(), next.GetProperty("not_concerned").GetInt32(), next.GetProperty("waiting").GetArrayLength()));
        await PostAsync(Finish, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Boards_can_be_left_behind_by_name()
    {
        await PostAsync(Change, HttpStatusCode.OK);
        var next = Fingerprint.Of(Certificates.NextAuthority!);

        await PostAsync(Finish + "?leave_behind=true", HttpStatusCode.OK);

        Assert.Equal(next, Fingerprint.Of(Certificates.Authority));
    }

    [Fact]
    public async Task A_change_that_is_called_off_leaves_boards_with_the_old_CA_alone()
    {
        var old = Certificates.Pem;
        await PostAsync(Change, HttpStatusCode.OK);
        await _board.ReceiveAsync(Desired);
        await PostAsync(Change, HttpStatusCode.Conflict);

        using var answer = await _gateway.Http.DeleteAsync(Change, Patience.Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(old, Bundle(await _board.ReceiveAsync(Desired)));
        Assert.Equal(old, Certificates.Pem);
        await PostAsync(Finish, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Where_a_board_has_no_room_for_two_nothing_is_changed_and_the_board_is_named()
    {
        var old = Certificates.Pem;
        using var put = await _gateway.Http.PutAsJsonAsync("/api/devices/b1/config", new { settings = new { filler = new string('x', 1200) } }, Patience.Cancel);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        Assert.Contains("'b1'", await PostAsync(Change, HttpStatusCode.Conflict));

        Assert.Equal(old, Certificates.Pem);
    }

    [Fact]
    public async Task What_boards_are_given_is_put_right_where_the_gateway_went_away_in_the_middle_of_a_change()
    {
        Certificates.BeginChange(); // and no more

        await using var again = await TestGateway.StartAsync(
            ["--Broker:Tls=true", "--Broker:TlsPort=0", "--Broker:TlsAddress=127.0.0.1"],
            builder => builder.Services.AddSingleton(_gateway.Store).AddSingleton<ITrustBundle>(Certificates).AddSingleton(Certificates));
        await using var board = await again.ConnectAsync("b1");

        Assert.Equal(Certificates.Pem, Bundle(await board.ReceiveAsync(Desired)));
    }

    private static string Bundle(JsonElement desired) => desired.GetProperty("settings").GetProperty(CaReadiness.Key).GetString()!;

    private Task ReportAsync(JsonElement desired, string state, string code) => _board.PublishAsync(
        "config/reported", $$"""{"version":{{desired.GetProperty("version").GetInt64()}},"state":"{{state}}","results":{"broker_ca_pem":{"code":"{{code}}"} } }""");

    private async Task<IEnumerable<string?>> WaitingAsync() =>
        (await _gateway.GetAsync("/api/ca")).GetProperty("next").GetProperty("waiting").EnumerateArray().Select(name => name.GetString());

    private async Task<string> PostAsync(string path, HttpStatusCode expected)
    {
        using var answer = await _gateway.Http.PostAsync(path, null, Patience.Cancel);
        var text = await answer.Content.ReadAsStringAsync(Patience.Cancel);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode}: {text}");
        return text;
    }
}
