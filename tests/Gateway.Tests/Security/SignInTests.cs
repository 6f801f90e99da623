using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>How people come in and go out, and who does not come in.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task The_setup_link_makes_the_first_admin_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        var link = await gateway.MakeSetupLinkAsync();
        using var first = new Caller(gateway);
        using var second = new Caller(gateway);
        var late = Caller.TokenOf(await second.ReadAsync(link));

        using var weak = await SetUpAsync(first, link, "anna", "short");
        using var done = await SetUpAsync(first, link, "anna", Staff.Password);
        using var page = await first.GetAsync("/people");
        using var again = await second.GetAsync(link);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Found, HttpStatusCode.OK, HttpStatusCode.NotFound), (weak.StatusCode, done.StatusCode, page.StatusCode, again.StatusCode));
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", late), new("code", Staff.CodeOf(link)), new("name", "eve"), new("password", Staff.Password), new("repeat", Staff.Password)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/setup") { Content = form };
        using var stolen = await second.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, stolen.StatusCode);
        Assert.Single(await gateway.Host.Services.GetRequiredService<IPeopleStore>().ListPeopleAsync(Patience.Cancel));
        using var more = await gateway.PostAsync("/api/setup/link", new { });
        Assert.Equal(HttpStatusCode.Conflict, more.StatusCode);
    }

    [Fact]
    public async Task A_password_lets_in_and_a_copied_cookie_is_refused_after_the_sign_out()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.AddAsync("vera", Role.Viewer);
        using var browser = new Caller(gateway);
        using var thief = new Caller(gateway);

        using var wrong = await browser.SignInAsync("vera", "not this one, no");
        using var right = await browser.SignInAsync("VERA", Staff.Password);
        foreach (Cookie cookie in browser.Cookies.GetCookies(gateway.Host.HttpAddress)) thief.Cookies.Add(gateway.Host.HttpAddress, new Cookie(cookie.Name, cookie.Value));
        using var before = await thief.GetAsync("/");
        using var left = await browser.SubmitAsync("/me", "/sign-out");
        using var after = await thief.GetAsync("/");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Found, HttpStatusCode.OK, HttpStatusCode.Found), (wrong.StatusCode, right.StatusCode, before.StatusCode, left.StatusCode));
        Assert.Equal("/sign-in", after.Headers.Location?.ToString());
        var session = Assert.Single(right.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("nanofleet=", StringComparison.Ordinal));
        Assert.Contains("httponly", session);
        Assert.Contains("samesite=lax", session);
    }

    [Fact]
    public async Task Signing_out_everywhere_a_new_password_and_removal_end_every_session_at_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = await gateway.EnterAsync("anna", Role.Admin);
        var store = gateway.Host.Services.GetRequiredService<IPeopleStore>();
        using var phone = await gateway.EnterAsync("vera", Role.Viewer);
        var vera = (await store.FindPersonAsync("VERA", Patience.Cancel))!;
        using var desk = new Caller(gateway);
        (await desk.SignInAsync("vera", Staff.Password)).Dispose();

        (await desk.SubmitAsync("/me", "/me/sign-out-everywhere")).Dispose();
        Assert.Equal([HttpStatusCode.Found, HttpStatusCode.Found], [await StatusAsync(phone), await StatusAsync(desk)]);

        (await phone.SignInAsync("vera", Staff.Password)).Dispose();
        (await desk.SignInAsync("vera", Staff.Password)).Dispose();
        (await desk.SubmitAsync("/me", "/me/password", ("current", Staff.Password), ("password", "another long secret"), ("repeat", "another long secret"))).Dispose();
        Assert.Equal([HttpStatusCode.Found, HttpStatusCode.Found], [await StatusAsync(phone), await StatusAsync(desk)]);

        using var back = await phone.SignInAsync("vera", "another long secret");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(phone));
        (await admin.SubmitAsync("/people", $"/people/{vera.PersonId}/remove")).Dispose();
        Assert.Equal(HttpStatusCode.Found, await StatusAsync(phone));
    }

    [Fact]
    public async Task Another_role_holds_from_the_next_request_on_and_the_last_admin_stays()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = await gateway.EnterAsync("anna", Role.Admin);
        using var other = await gateway.EnterAsync("bert", Role.Admin);
        var store = gateway.Host.Services.GetRequiredService<IPeopleStore>();
        var (anna, bert) = ((await store.FindPersonAsync("ANNA", Patience.Cancel))!, (await store.FindPersonAsync("BERT", Patience.Cancel))!);
        await gateway.AddAsync("carl", Role.Admin); // was never here: nobody to rely on

        using var demoted = await admin.SubmitAsync("/people", $"/people/{bert.PersonId}/role", ("role", "viewer"));
        using var refused = await other.GetAsync("/people");
        using var last = await admin.SubmitAsync("/people", $"/people/{anna.PersonId}/role", ("role", "viewer"));
        using var gone = await admin.SubmitAsync("/people", $"/people/{anna.PersonId}/remove");

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.Forbidden), (demoted.StatusCode, refused.StatusCode));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (last.StatusCode, gone.StatusCode));
        Assert.Contains("the last admin", await last.Content.ReadAsStringAsync(Patience.Cancel));
    }

    [Fact]
    public async Task An_invitation_works_once_and_gives_the_role_that_was_meant()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = await gateway.EnterAsync("anna", Role.Admin);
        using var invited = await admin.SubmitAsync("/people", "/people", ("name", "otto"), ("role", "operator"));
        var link = LinkIn(await invited.Content.ReadAsStringAsync(Patience.Cancel));
        using var otto = new Caller(gateway);

        using var chosen = await otto.SubmitAsync(link, "/welcome", ("code", Staff.CodeOf(link)), ("password", Staff.Password), ("repeat", Staff.Password));
        using var page = await otto.GetAsync("/people");
        using var again = await otto.GetAsync(link);

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (chosen.StatusCode, page.StatusCode, again.StatusCode));
        Assert.Contains("operator", await otto.ReadAsync("/me"));
    }

    [Fact]
    public async Task To_open_a_link_uses_nothing_up_because_programs_open_links_before_people_do()
    {
        await using var gateway = await TestGateway.StartAsync();
        var links = gateway.Host.Services.GetRequiredService<OneTimeLinks>();
        var person = await gateway.AddAsync("vera", Role.Viewer);
        var setup = await gateway.MakeSetupLinkAsync();
        var welcome = (await links.MakePasswordAsync(person, Patience.Cancel)).PathAndQuery;
        var enter = (await links.MakeSignInAsync(person, Patience.Cancel)).PathAndQuery;
        using var scanner = new Caller(gateway);
        using var vera = new Caller(gateway);

        foreach (var link in (string[])[setup, welcome, enter]) await scanner.ReadAsync(link);
        Assert.Equal(HttpStatusCode.Found, await StatusAsync(scanner)); // to the sign-in page
        Assert.Contains("Set up this gateway", await vera.ReadAsync(setup));
        Assert.Contains("Welcome, vera", await vera.ReadAsync(welcome));
        using var forged = await scanner.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/enter") { Content = new FormUrlEncodedContent([new("code", Staff.CodeOf(enter))]) });
        using var entered = await vera.SubmitAsync(enter, "/enter", ("code", Staff.CodeOf(enter)));
        using var again = await scanner.GetAsync(enter);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Found, HttpStatusCode.NotFound), (forged.StatusCode, entered.StatusCode, again.StatusCode));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(vera));
    }

    [Fact]
    public async Task A_link_that_lies_about_is_worth_nothing_after_its_person_chose_another_password()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var vera = await gateway.EnterAsync("vera", Role.Viewer);
        var person = (await gateway.Host.Services.GetRequiredService<IPeopleStore>().FindPersonAsync("VERA", Patience.Cancel))!;
        var link = (await gateway.Host.Services.GetRequiredService<OneTimeLinks>().MakePasswordAsync(person, Patience.Cancel)).PathAndQuery;

        (await vera.SubmitAsync("/me", "/me/password", ("current", Staff.Password), ("password", "another long secret"), ("repeat", "another long secret"))).Dispose();

        using var thief = new Caller(gateway);
        using var page = await thief.GetAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }

    [Fact]
    public async Task Live_events_end_with_the_session()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var vera = await gateway.EnterAsync("vera", Role.Viewer);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        using var events = await vera.SendAsync(request);
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync(Patience.Cancel));
        Assert.Equal(": welcome", await reader.ReadLineAsync(Patience.Cancel));

        (await vera.SubmitAsync("/me", "/sign-out")).Dispose();
        clock.Advance(TimeSpan.FromSeconds(15));

        await Assert.ThrowsAnyAsync<IOException>(() => reader.ReadToEndAsync(Patience.Cancel));
    }

    [Theory]
    [InlineData("/devices/b1?range=24h", "/devices/b1?range=24h")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("", "/")]
    public async Task After_the_sign_in_one_is_sent_on_only_to_the_gateways_own_pages(string wanted, string goesTo)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.AddAsync("vera", Role.Viewer);
        using var browser = new Caller(gateway);

        using var answer = await browser.SubmitAsync("/sign-in", "/sign-in", ("name", "vera"), ("password", Staff.Password), ("returnUrl", wanted));

        Assert.Equal((HttpStatusCode.Found, goesTo), (answer.StatusCode, answer.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task Behind_a_proxy_that_does_tls_the_cookies_are_for_https_alone()
    {
        await using var gateway = await TestGateway.StartAsync(["--Http:BehindProxy=true"]);
        async Task<HttpResponseMessage> AskAsync(string scheme)
        {
            using var caller = new Caller(gateway); // without a cookie from before
            using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
            request.Headers.Add("X-Forwarded-Proto", scheme);
            return await caller.SendAsync(request);
        }

        using var plain = await AskAsync("http");
        using var secure = await AskAsync("https");

        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal("max-age=31536000", Assert.Single(secure.Headers.GetValues("Strict-Transport-Security")));
        Assert.Contains("secure", Assert.Single(secure.Headers.GetValues("Set-Cookie")));
        Assert.Contains("no-store", Assert.Single(secure.Headers.GetValues("Cache-Control")));
    }

    [Fact]
    public async Task A_session_that_somebody_planted_in_the_browser_does_not_become_that_of_the_person_who_signs_in()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var planter = await gateway.EnterAsync("mallory", Role.Viewer);
        await gateway.AddAsync("anna", Role.Admin);
        using var victim = new Caller(gateway);
        foreach (Cookie cookie in planter.Cookies.GetCookies(gateway.Host.HttpAddress)) victim.Cookies.Add(gateway.Host.HttpAddress, new Cookie(cookie.Name, cookie.Value, "/"));

        (await victim.SignInAsync("anna", Staff.Password)).Dispose();

        using var planters = await planter.GetAsync("/people");
        using var victims = await victim.GetAsync("/people");
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (planters.StatusCode, victims.StatusCode));
    }

    [Fact]
    public async Task A_change_by_the_api_with_a_cookie_needs_the_token_of_a_page_in_its_header()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var operators = await gateway.EnterAsync("otto", Role.Operator);
        var token = Caller.TokenOf(await operators.ReadAsync("/me"));
        async Task<HttpStatusCode> PutAsync(string? header)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/api/devices/b1/state") { Content = JsonContent.Create(new { state = "approved" }) };
            if (header is not null) request.Headers.Add("RequestVerificationToken", header);
            using var answer = await operators.SendAsync(request);
            return answer.StatusCode;
        }

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (await PutAsync(null), await PutAsync(token)));
    }

    [Fact]
    public async Task Nobody_learns_from_an_answer_whether_there_is_such_a_person()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.AddAsync("vera", Role.Viewer);
        using var caller = new Caller(gateway);

        using var known = await caller.SignInAsync("vera", "not this one, no");
        using var unknown = await caller.SignInAsync("nobody", "not this one, no");

        Assert.Equal(known.StatusCode, unknown.StatusCode);
        Assert.Equal(await WordsAsync(known, "vera"), await WordsAsync(unknown, "nobody"));
    }

    private static async Task<string> WordsAsync(HttpResponseMessage answer, string name)
    {
        var html = await answer.Content.ReadAsStringAsync(Patience.Cancel);
        return Regex.Replace(html, "<time.*?</time>|value=\"[^\"]*\"", "").Replace(name, "");
    }

    private static async Task<HttpStatusCode> StatusAsync(Caller caller)
    {
        using var answer = await caller.GetAsync("/");
        return answer.StatusCode;
    }

    private static Task<HttpResponseMessage> SetUpAsync(Caller caller, string link, string name, string password) =>
        caller.SubmitAsync(link, "/setup", ("code", Staff.CodeOf(link)), ("name", name), ("password", password), ("repeat", password));

    private static string LinkIn(string html) => new Uri(WebUtility.HtmlDecode(Regex.Match(html, "<code>(http[^<]*)</code>").Groups[1].Value)).PathAndQuery;
}
