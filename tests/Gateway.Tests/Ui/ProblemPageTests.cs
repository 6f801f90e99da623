using System.Net;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Gateway.Tests.Security;

namespace Nanofleet.Gateway.Tests.Ui;

/// <summary>What people see where there is nothing to see: a page that says what to do; a program gets problem details.</summary>
public sealed class ProblemPageTests
{
    [Fact]
    public async Task An_unknown_address_is_a_page_for_people_and_problem_details_for_programs()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var stranger = new Caller(gateway);
        using var vera = await gateway.EnterAsync("vera", Role.Viewer);

        var told = await ReadAsync(await stranger.GetAsync("/no/such/page"), HttpStatusCode.NotFound);
        var known = await ReadAsync(await vera.GetAsync("/no/such/page"), HttpStatusCode.NotFound);
        var ofApi = await ReadAsync(await stranger.GetAsync("/api/no/such"), HttpStatusCode.NotFound, "application/problem+json");
        var program = await ReadAsync(await gateway.Http.GetAsync("/no/such/page", Patience.Cancel), HttpStatusCode.NotFound, "application/problem+json");

        Assert.Contains("There is no such page", told);
        Assert.DoesNotContain("/quarantine", told);
        Assert.Contains("href=\"/quarantine\"", known);
        Assert.Contains("\"status\":404", ofApi);
        Assert.Contains("\"status\":404", program);
    }

    [Fact]
    public async Task Unknown_addresses_count_among_the_requests_of_a_stranger()
    {
        await using var gateway = await TestGateway.StartAsync(["--Http:AnonymousPerMinute=1"]);
        using var stranger = new Caller(gateway);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++) // a new minute may begin meanwhile, but not before each of them
        {
            using var answer = await stranger.GetAsync("/no/such/page");
            statuses.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Theory]
    [InlineData("GET", "/audit?before=yesterday", HttpStatusCode.BadRequest, "This was not understood")]
    [InlineData("GET", "/sign-out", HttpStatusCode.MethodNotAllowed, "This is not a page")]
    [InlineData("POST", "/sign-out", HttpStatusCode.BadRequest, "Nothing was done")]
    [InlineData("GET", "/setup?code=used", HttpStatusCode.NotFound, "This link does not work")]
    public async Task What_goes_wrong_in_a_browser_is_told_on_a_page(string method, string path, HttpStatusCode status, string says)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var anna = await gateway.EnterAsync("anna", Role.Admin);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        Assert.Contains(says, await ReadAsync(await anna.SendAsync(request), status));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer nfk_nobody-has-this-one")]
    public async Task A_program_without_a_key_that_holds_is_told_what_to_send(string? authorization)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var program = new HttpClient { BaseAddress = gateway.Host.HttpAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/devices");
        if (authorization is not null) request.Headers.Add("Authorization", authorization);

        var answer = await ReadAsync(await program.SendAsync(request, Patience.Cancel), HttpStatusCode.Unauthorized, "application/problem+json");

        Assert.Contains("\"detail\":\"Send an API key that is neither over nor revoked", answer);
    }

    [Fact]
    public async Task A_button_of_whoever_was_signed_out_meanwhile_says_that_nothing_was_done()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var stranger = new Caller(gateway);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/devices/b1/state");

        Assert.Contains("You are not signed in", await ReadAsync(await stranger.SendAsync(request), HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_bug_is_a_page_without_its_cause_and_with_the_headers_of_every_page()
    {
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<IAuditStore>(new BrokenAudit()));
        using var person = new HttpRequestMessage(HttpMethod.Get, "/audit") { Headers = { { "Accept", "text/html" } } };

        using var page = await gateway.Http.SendAsync(person, Patience.Cancel);
        var problem = await ReadAsync(await gateway.Http.GetAsync("/api/audit", Patience.Cancel), HttpStatusCode.InternalServerError, "application/problem+json");

        Assert.Contains("default-src 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        var html = await ReadAsync(page, HttpStatusCode.InternalServerError);
        Assert.Contains("Something is wrong with the gateway", html);
        Assert.DoesNotContain("secret cause", html + problem);
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_or_has_no_token_is_refused_and_a_stranger_writes_no_log_with_it()
    {
        using var log = new LogCopy();
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Logging.AddProvider(log));
        using var stranger = new Caller(gateway);
        using var fields = new FormUrlEncodedContent(Enumerable.Range(0, 2000).Select(i => new KeyValuePair<string, string>($"field{i}", "x")));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = fields };

        using var bare = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("name", "anna")]) };

        Assert.Contains("Nothing was done", await ReadAsync(await stranger.SendAsync(request), HttpStatusCode.BadRequest));
        Assert.Contains("Nothing was done", await ReadAsync(await stranger.SendAsync(bare), HttpStatusCode.BadRequest));
        Assert.DoesNotContain(log.Lines, line => line.Contains(" Error ", StringComparison.Ordinal) || line.Contains("Antiforgery", StringComparison.Ordinal));
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer, HttpStatusCode status, string type = "text/html")
    {
        using var _ = answer;
        Assert.Equal((status, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return await answer.Content.ReadAsStringAsync(Patience.Cancel);
    }

    private sealed class BrokenAudit : IAuditStore
    {
        public Task AddAuditAsync(AuditRecord record, CancellationToken cancel) => Task.CompletedTask;

        public Task<IReadOnlyList<AuditRecord>> ListAuditAsync(AuditFilter filter, long? beforeId, int limit, CancellationToken cancel) => throw new InvalidOperationException("secret cause");

        public Task<int> PurgeAuditAsync(long beforeMs, int rows, CancellationToken cancel) => Task.FromResult(0);
    }
}
