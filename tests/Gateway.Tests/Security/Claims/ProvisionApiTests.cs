using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Gateway.Tests.Security.Devices;

namespace Nanofleet.Gateway.Tests.Security.Claims;

/// <summary>How a board comes to its credentials.</summary>
public sealed class ProvisionApiTests
{
    [Fact]
    public async Task A_claim_code_registers_a_device_that_then_connects_and_is_followed_to_its_first_reading()
    {
        await using var gateway = await TestGateway.StartAsync(["--Devices:Unknown=reject", "--Broker:PublicHost=gateway.lan", "--Mqtt:Namespace=home"]);
        var code = await ClaimAsync(gateway, "kitchen");
        Assert.Matches("^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$", code);

        using var response = await AnonymousAsync(gateway, new { claim_code = code.ToLowerInvariant().Replace("-", " "), device_id = "kitchen", mac = "aa:bb" });

        var answer = await TestGateway.ReadAsync(response);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore); // a secret that is shown once must lie in no cache
        Assert.Equal(
            ("kitchen", "home", "gateway.lan", gateway.Host.MqttEndPoint!.Port, false, "kitchen", JsonValueKind.Null),
            (Text("device_id"), Text("namespace"), Text("broker_host"), answer.GetProperty("broker_port").GetInt32(), answer.GetProperty("broker_tls").GetBoolean(), Text("broker_user"), answer.GetProperty("broker_ca").ValueKind));
        Assert.Equal(43, Text("broker_password")!.Length);

        var board = new Registration(gateway, "kitchen", Text("broker_password")!, Text("token")!);
        Assert.Equal(("approved", false, 0, (string?)null), await StatusAsync(board));
        await using var client = await board.ConnectAsync();
        await client.PublishAsync("home/devices/kitchen/data", """{"boot":"9f3c21aa","seq":1,"sensors":[{"sensor_name":"t","value":20.5}]}"""u8.ToArray(), Mqtt.MqttQoS.AtLeastOnce, cancel: Patience.Cancel);
        var (_, _, stored, first) = await StatusAsync(board);
        Assert.Equal((1, true), (stored, first is not null));
        Assert.Equal(first, (await StatusAsync(board)).First); // and stays

        string? Text(string name) => answer.GetProperty(name).GetString();
    }

    [Fact]
    public async Task A_code_that_is_used_or_for_another_device_or_over_or_no_code_gets_the_same_answer()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var used = await ClaimAsync(gateway, null);
        using var first = await AnonymousAsync(gateway, new { claim_code = used, device_id = "kitchen" });
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);

        var replayed = await RefusalAsync(gateway, used, "kitchen");
        var elsewhere = await RefusalAsync(gateway, used, "roof");
        var foreign = await RefusalAsync(gateway, await ClaimAsync(gateway, "cellar"), "roof");
        var guessed = await RefusalAsync(gateway, "AAAA-BBBB-CCCC", "roof");
        var late = await ClaimAsync(gateway, "roof");
        clock.Advance(TimeSpan.FromMinutes(15));
        var over = await RefusalAsync(gateway, late, "roof");

        Assert.Equal([replayed], new[] { replayed, elsewhere, foreign, guessed, over }.Distinct());
        Assert.StartsWith("401 The claim code is not known", replayed);
        Assert.Contains("Add a device", replayed);
        Assert.Null(await gateway.Store.FindDeviceAsync("roof", Patience.Cancel));
    }

    [Fact]
    public async Task Of_two_registrations_with_one_code_at_once_one_is_done()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await ClaimAsync(gateway, null);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(at => AnonymousAsync(gateway, new { claim_code = code, device_id = $"board-{at}" })));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task Credentials_are_replaced_only_when_that_is_asked_for_and_the_code_stays_good_until_then()
    {
        await using var gateway = await TestGateway.StartAsync();
        var old = await Registration.OfAsync(gateway, "kitchen");
        await using var connected = await old.ConnectAsync();
        var code = await ClaimAsync(gateway, "kitchen");

        using var refused = await AnonymousAsync(gateway, new { claim_code = code, device_id = "kitchen" });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("\"replace\":true", (await TestGateway.ReadAsync(refused)).GetProperty("detail").GetString());
        using var replaced = await AnonymousAsync(gateway, new { claim_code = code, device_id = "kitchen", replace = true });
        Assert.Equal(HttpStatusCode.Created, replaced.StatusCode);

        Assert.Equal(Mqtt.MqttReasonCode.AdministrativeAction, (await connected.Closed.InTime()).Reason);
        Assert.Equal(Mqtt.MqttReasonCode.BadUserNameOrPassword, await old.TryAsync(_ => { }));
        var password = (await TestGateway.ReadAsync(replaced)).GetProperty("broker_password").GetString();
        Assert.Equal(Mqtt.MqttReasonCode.Success, await old.TryAsync(options => options.Password = password));
    }

    [Fact]
    public async Task A_broker_that_does_not_take_new_credentials_leaves_the_old_ones_in_force_and_the_code_good()
    {
        var broker = new FailingAccounts();
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<IBrokerAccounts>(broker));
        var old = await Registration.OfAsync(gateway, "kitchen");
        await using var connected = await old.ConnectAsync();
        var code = await ClaimAsync(gateway, null);
        broker.IsFailing = true;

        using var failed = await AnonymousAsync(gateway, new { claim_code = code, device_id = "kitchen", replace = true });
        using var first = await AnonymousAsync(gateway, new { claim_code = code, device_id = "roof" });

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (failed.StatusCode, first.StatusCode));
        Assert.Equal(
            "The broker is away. Nothing was changed: credentials that the device had still hold, and a claim code is still good. Try again when that is mended.",
            (await TestGateway.ReadAsync(failed)).GetProperty("detail").GetString());
        Assert.Equal(Mqtt.MqttReasonCode.Success, await old.SendReadingAsync(connected, 1));
        broker.IsFailing = false;
        using var done = await AnonymousAsync(gateway, new { claim_code = code, device_id = "kitchen", replace = true });
        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
    }

    [Theory]
    [InlineData("""{"device_id":"kitchen"}""", HttpStatusCode.Unauthorized, "scope 'provision'")]
    [InlineData("""{"claim_code":"K7QF-3M2P-9XWD","device_id":"bad id"}""", HttpStatusCode.UnprocessableEntity, "bad id")]
    [InlineData("""{"claim_code":"K7QF-3M2P-9XWD"}""", HttpStatusCode.UnprocessableEntity, "A-Za-z0-9_-")]
    [InlineData("""{"claim_code":"K7QF-3M2P-9XWD","device_id":"fleet"}""", HttpStatusCode.UnprocessableEntity, "another account")]
    [InlineData("""[1]""", HttpStatusCode.BadRequest, "claim_code")]
    public async Task What_is_wrong_with_a_registration_is_said(string body, HttpStatusCode status, string hint)
    {
        await using var gateway = await TestGateway.StartAsync(["--Broker:User=fleet", "--Broker:Password=long enough"]);

        using var response = await AnonymousAsync(gateway, JsonElement.Parse(body));

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(hint, (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("kitchen")]
    [InlineData("kitchen.b")] // which the device's second password would have
    public async Task No_device_is_registered_by_a_name_that_programs_have(string user)
    {
        await using var gateway = await TestGateway.StartAsync([$"--Broker:User={user}", "--Broker:Password=long enough"]);

        using var taken = await gateway.PostAsync("/api/provision", new { device_id = "kitchen" });
        using var free = await gateway.PostAsync("/api/provision", new { device_id = "kitchen2" });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.Created), (taken.StatusCode, free.StatusCode));
    }

    [Theory]
    [InlineData("/api/provision", 4000, HttpStatusCode.Unauthorized)]
    [InlineData("/api/provision", 4097, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/api/claims", 4000, HttpStatusCode.Created)]
    [InlineData("/api/claims", 4097, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_of_more_than_four_kilobytes_is_refused_however_it_comes(string path, int bytes, HttpStatusCode status)
    {
        var log = new LogCopy();
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Logging.AddProvider(log));
        var http = path == "/api/claims" ? gateway.Http : new HttpClient { BaseAddress = gateway.Host.HttpAddress };
        foreach (var isChunked in new[] { false, true })
        {
            using var content = new StringContent("{}".PadRight(bytes), Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Headers = { TransferEncodingChunked = isChunked } };
            using var response = await http.SendAsync(request, Patience.Cancel);
            Assert.Equal(status, response.StatusCode);
        }

        Assert.DoesNotContain(log.Lines, line => line.Contains(nameof(LogLevel.Error))); // a stranger's doing
    }

    [Fact]
    public async Task Who_guesses_is_told_to_wait_and_is_not_judged_until_then()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var good = await ClaimAsync(gateway, null);
        for (var i = 0; i < 10; i++) Assert.StartsWith("401", await RefusalAsync(gateway, $"AAAA-BBBB-CC{i}D", "roof"));

        using var throttled = await AnonymousAsync(gateway, new { claim_code = good, device_id = "roof" });
        Assert.Equal(HttpStatusCode.TooManyRequests, throttled.StatusCode);
        Assert.True(throttled.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        clock.Advance(TimeSpan.FromMinutes(1));
        using var taken = await AnonymousAsync(gateway, new { claim_code = good, device_id = "roof" });
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }

    [Fact]
    public async Task Who_tries_out_the_names_of_accounts_without_a_good_code_is_told_to_wait()
    {
        await using var gateway = await TestGateway.StartAsync(
            ["--Broker:User=fleet", "--Broker:Password=long enough"], builder => builder.Services.AddSingleton<TimeProvider>(new ManualClock(DateTimeOffset.UtcNow)));
        for (var i = 0; i < 10; i++) Assert.StartsWith("422", await RefusalAsync(gateway, "AAAA-BBBB-CCCC", "fleet"));

        Assert.StartsWith("429", await RefusalAsync(gateway, "AAAA-BBBB-CCCC", "fleet"));
    }

    [Fact]
    public async Task A_token_shows_its_own_device_for_a_quarter_of_an_hour_and_is_good_for_nothing_else()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var kitchen = await Registration.OfAsync(gateway, "kitchen");
        var roof = await Registration.OfAsync(gateway, "roof");

        Assert.Equal("kitchen", (await AskAsync(kitchen.Token)).Body.GetProperty("device_id").GetString());
        Assert.Equal("roof", (await AskAsync(roof.Token)).Body.GetProperty("device_id").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("x" + kitchen.Token[1..])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(kitchen.Token, "/api/devices")).Status);
        clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(kitchen.Token)).Status);

        async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(string token, string path = "/api/provision/status")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Authorization", $"Bearer {token}" } } };
            using var http = new HttpClient { BaseAddress = gateway.Host.HttpAddress };
            using var response = await http.SendAsync(request, Patience.Cancel);
            return (response.StatusCode, response.IsSuccessStatusCode ? await TestGateway.ReadAsync(response) : default);
        }
    }

    [Fact]
    public async Task Neither_password_nor_code_nor_token_is_in_the_database()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await ClaimAsync(gateway, null);
        var kitchen = await Registration.OfAsync(gateway, "kitchen");

        var credential = Assert.Single(Assert.Single(await gateway.Host.Services.GetRequiredService<ICredentialStore>().ListAccountsAsync("kitchen", Patience.Cancel)).Credentials);
        Assert.Equal((64, 16), (credential.Hash.Length, credential.Salt.Length));
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(gateway.KeyFile)!))
        {
            var text = System.Text.Encoding.Latin1.GetString(await ReadSharedAsync(file));
            foreach (var secret in new[] { code, code.Replace("-", ""), kitchen.Password, kitchen.Token }) Assert.DoesNotContain(secret, text);
        }
    }

    /// <summary>Another broker than the gateway's own, as far as accounts go.</summary>
    private sealed class FailingAccounts : IBrokerAccounts
    {
        public bool IsFailing { get; set; }

        public string? Problem => null;

        public Task ReplaceAsync(string deviceId, string password, Func<int, Task> commit, CancellationToken cancel) => IsFailing ? throw new BrokerAccountsException("The broker is away.") : commit(0);

        public Task AddAsync(string deviceId, int slot, string password, CancellationToken cancel) => Task.CompletedTask;
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Patience.Cancel);
        return copy.ToArray();
    }

    private static async Task<string> ClaimAsync(TestGateway gateway, string? deviceId)
    {
        using var response = await gateway.PostAsync("/api/claims", new { device_id = deviceId });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await TestGateway.ReadAsync(response)).GetProperty("claim_code").GetString()!;
    }

    private static async Task<HttpResponseMessage> AnonymousAsync(TestGateway gateway, object body)
    {
        using var http = new HttpClient { BaseAddress = gateway.Host.HttpAddress };
        return await http.PostAsJsonAsync("/api/provision", body, Patience.Cancel);
    }

    private static async Task<string> RefusalAsync(TestGateway gateway, string code, string deviceId)
    {
        using var response = await AnonymousAsync(gateway, new { claim_code = code, device_id = deviceId });
        return $"{(int)response.StatusCode} {(await TestGateway.ReadAsync(response)).GetProperty("detail").GetString()}";
    }

    private static async Task<(string? State, bool Online, int Stored, string? First)> StatusAsync(Registration board)
    {
        using var http = new HttpClient { BaseAddress = board.Gateway.Host.HttpAddress, DefaultRequestHeaders = { { "Authorization", $"Bearer {board.Token}" } } };
        var status = await http.GetFromJsonAsync<JsonElement>("/api/provision/status", Patience.Cancel);
        return (status.GetProperty("state").GetString(), status.GetProperty("online").GetBoolean(), status.GetProperty("stored").GetInt32(), status.GetProperty("first_stored_at").GetString());
    }
}
