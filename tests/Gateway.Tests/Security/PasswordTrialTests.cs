using System.Net;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Gateway.Tests.Ingest;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>Who tries passwords gets nowhere, costs little, and locks nobody out.</summary>
[Collection(nameof(Alone))]
public sealed class PasswordTrialTests
{
    private const int Attempts = 10_000;

    /// <summary>As many as the limits of an hour let through at most, on however slow a machine.</summary>
    private const int MostChecked = 40;

    [Fact]
    public async Task Ten_thousand_wrong_passwords_are_answered_cheaply_and_the_person_still_gets_in_from_elsewhere()
    {
        await using var gateway = await TestGateway.StartAsync(["--SignIn:AttemptsPerMinute=1000000", "--Http:AnonymousPerMinute=10000000"]);
        await gateway.AddAsync("anna", Role.Admin);
        using var attacker = new Caller(gateway);
        using var anna = new Caller(gateway, "127.0.0.2");
        var token = Caller.TokenOf(await attacker.ReadAsync("/sign-in"));
        await TryAsync(attacker, token, 100); // what is loaded once is loaded then
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var statuses = await TryAsync(attacker, token, Attempts);

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.DoesNotContain(HttpStatusCode.Found, statuses);
        Assert.InRange(statuses.Count(status => status == HttpStatusCode.Unauthorized), 0, MostChecked);
        Assert.True(grown < 2_000_000, $"{grown} bytes more");
        using var hers = await anna.SignInAsync("anna", Staff.Password);
        Assert.Equal(HttpStatusCode.Found, hers.StatusCode);
        var failed = await gateway.Host.Services.GetRequiredService<IAuditStore>().ListAuditAsync(new AuditFilter(Action: "sign_in"), null, 1000, Patience.Cancel);
        Assert.InRange(failed.Count, 1, MostChecked + 1);
        Assert.Contains(failed, entry => entry is { Action: AuditActions.SignInLocked, Subject: "anna", Address: "127.0.0.1", Outcome: AuditOutcome.Failed });
    }

    [Fact]
    public async Task The_limit_of_attempts_from_one_address_answers_before_anything_is_read()
    {
        await using var gateway = await TestGateway.StartAsync(["--SignIn:AttemptsPerMinute=3", "--SignIn:Failures=1000"]);
        using var attacker = new Caller(gateway);
        var token = Caller.TokenOf(await attacker.ReadAsync("/sign-in"));

        var statuses = await TryAsync(attacker, token, 6);

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.InRange(statuses.Count(status => status == HttpStatusCode.Unauthorized), 1, 6);
    }

    [Fact]
    public async Task A_form_of_a_stranger_that_is_larger_than_any_real_one_is_not_read()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var stranger = new Caller(gateway);
        (string, string)[] wrong = [("name", "anna"), ("password", "not this one, no")];

        using var real = await stranger.SubmitAsync("/sign-in", "/sign-in", wrong);
        using var large = await stranger.SubmitAsync("/sign-in", "/sign-in", [.. wrong, ("returnUrl", new string('x', 20_000))]);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest), (real.StatusCode, large.StatusCode));
    }

    [Fact]
    public async Task Whoever_mistyped_too_often_gets_in_when_the_wait_is_over()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        await using var gateway = await TestGateway.StartAsync(["--SignIn:Failures=2"], builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await gateway.AddAsync("anna", Role.Admin);
        using var anna = new Caller(gateway);
        var token = Caller.TokenOf(await anna.ReadAsync("/sign-in"));
        await TryAsync(anna, token, 2);

        using var early = await anna.SignInAsync("anna", Staff.Password);
        clock.Advance(TimeSpan.FromSeconds(61));
        using var late = await anna.SignInAsync("anna", Staff.Password);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.Found), (early.StatusCode, late.StatusCode));
        Assert.Contains("Try again in 60 seconds", await early.Content.ReadAsStringAsync(Patience.Cancel));
    }

    [Fact]
    public async Task Whoever_found_a_browser_open_tries_no_passwords_there_and_keeps_nobody_from_signing_in()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        await using var gateway = await TestGateway.StartAsync(["--SignIn:Failures=2"], builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var open = await gateway.EnterAsync("anna", Role.Admin);
        using var anna = new Caller(gateway);
        async Task<string> ChangeAsync(string current)
        {
            using var answer = await open.SubmitAsync("/me", "/me/password", ("current", current), ("password", "another long secret"), ("repeat", "another long secret"));
            return answer.StatusCode == HttpStatusCode.Found ? "done" : await answer.Content.ReadAsStringAsync(Patience.Cancel);
        }

        for (var i = 0; i < 2; i++) Assert.Contains("is another one", await ChangeAsync($"guess number {i}"));
        Assert.Contains("Try again in 60 seconds", await ChangeAsync(Staff.Password));
        using var signedIn = await anna.SignInAsync("anna", Staff.Password);
        clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal((HttpStatusCode.Found, "done"), (signedIn.StatusCode, await ChangeAsync(Staff.Password)));
    }

    [Fact]
    public void Guessing_from_everywhere_holds_a_name_up_but_not_the_browser_that_knows_its_password()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        var guard = new SignInGuard(new SignInOptions(), clock);
        for (var i = 0; i < 1000; i++)
        {
            var guess = new SignInAttempt("ANNA", $"198.51.{i / 250}.{i % 250}", null);
            if (guard.Wait(guess) == TimeSpan.Zero) guard.Fail(guess);
        }

        Assert.True(guard.Wait(new SignInAttempt("ANNA", "203.0.113.7", null)) > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, guard.Wait(new SignInAttempt("ANNA", "203.0.113.7", "her browser")));
        Assert.Equal(TimeSpan.Zero, guard.Wait(new SignInAttempt("BERT", "203.0.113.7", null)));
        clock.Advance(new SignInOptions().LongestLock);
        Assert.Equal(TimeSpan.Zero, guard.Wait(new SignInAttempt("ANNA", "203.0.113.7", null)));
    }

    [Fact]
    public void What_is_counted_stays_within_its_bound()
    {
        var guard = new SignInGuard(new SignInOptions(), new ManualClock(DateTimeOffset.UtcNow));
        for (var i = 0; i < 50_000; i++) guard.Fail(new SignInAttempt($"name-{i}", $"address-{i}", null));
        Assert.InRange(guard.Size, 1, 20_000);
    }

    private static async Task<IReadOnlyList<HttpStatusCode>> TryAsync(Caller caller, string token, int times)
    {
        var statuses = new List<HttpStatusCode>(times);
        for (var i = 0; i < times; i++)
        {
            using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("name", "anna"), new("password", $"guess number {i}")]);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = form };
            using var answer = await caller.SendAsync(request);
            await answer.Content.CopyToAsync(Stream.Null, Patience.Cancel);
            statuses.Add(answer.StatusCode);
        }

        return statuses;
    }
}
