using System.Net;
using System.Text.Json;
using Nanofleet.Gateway.CommandLine;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>Keys of programs, and the one that lies in a file for programs of the same machine.</summary>
public sealed class ApiKeyTests
{
    [Fact]
    public async Task A_key_is_shown_once_works_and_is_listed_without_itself_until_it_is_revoked()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var made = await gateway.PostAsync("/api/keys", new { name = "dashboard", scopes = new[] { "read" }, days = 30 });
        var view = await TestGateway.ReadAsync(made);
        using var program = new Caller(gateway, key: view.GetProperty("key").GetString());

        using var first = await program.GetAsync("/api/devices");
        var listed = Assert.Single((await gateway.GetAsync("/api/keys")).GetProperty("keys").EnumerateArray());
        using var revoked = await gateway.Http.DeleteAsync($"/api/keys/{view.GetProperty("id").GetInt64()}", Patience.Cancel);
        using var last = await program.GetAsync("/api/devices");

        Assert.StartsWith("nfk_", view.GetProperty("key").GetString());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (first.StatusCode, revoked.StatusCode, last.StatusCode));
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("key").ValueKind);
        Assert.NotNull(listed.GetProperty("used_at").GetString());
    }

    [Fact]
    public async Task A_key_ends_at_its_time()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var (key, _) = await gateway.MakeKeyAsync(KeyScope.Read, TimeSpan.FromDays(1));
        using var program = new Caller(gateway, key: key);

        using var before = await program.GetAsync("/api/devices");
        clock.Advance(TimeSpan.FromDays(1));
        using var after = await program.GetAsync("/api/devices");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.StatusCode, after.StatusCode));
    }

    [Theory]
    [InlineData("""{"name":"","scopes":["read"]}""", "name must have 1 to 64 characters")]
    [InlineData("""{"name":"a","scopes":[]}""", "scopes must name one or more of read, operate, upload, provision, admin")]
    [InlineData("""{"name":"a","scopes":["root"]}""", "scopes has 'root'")]
    [InlineData("""{"name":"a","scopes":["read"],"days":0}""", "days = 0 must be from 1 to 3650")]
    [InlineData("[", "The body must be an object")]
    public async Task A_wrong_key_request_says_what_is_wrong(string body, string says)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await gateway.Http.PostAsync("/api/keys", content, Patience.Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(says, (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_operators_key_is_for_its_owner_alone_is_kept_and_is_replaced_where_others_could_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes of Unix");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("key-").FullName;
        var file = Path.Combine(folder, OperatorKey.FileName);
        var first = OperatorKey.Open(folder);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(first.Value, OperatorKey.Open(folder).Value);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Contains("Others can read", Assert.Throws<IOException>(() => OperatorKey.Read(file)).Message);
        var next = OperatorKey.Open(folder);
        Assert.True(next.WasOpen && next.Value != first.Value);
        Assert.Equal(next.Value, OperatorKey.Read(file));
        await Task.Run(() => Directory.Delete(folder, recursive: true), Patience.Cancel);
    }

    [Fact]
    public async Task The_operators_key_is_worth_nothing_from_another_machine()
    {
        await using var gateway = await TestGateway.StartAsync(["--Http:BehindProxy=true"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/devices");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7"); // what a proxy of this machine says of its client

        using var answer = await gateway.Http.SendAsync(request, Patience.Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_verb_people_lists_people_and_gives_a_way_back_in()
    {
        await using var gateway = await TestGateway.StartAsync();
        string[] where = ["--api", gateway.Host.HttpAddress.ToString(), "--key-file", gateway.KeyFile];
        var (setup, setupLink, _) = await RunAsync(["link", .. where]);
        using (await gateway.EnterAsync("anna", Role.Admin))
        {
            var (listed, list, _) = await RunAsync(["list", .. where]);
            var (linked, link, _) = await RunAsync(["link", "anna", .. where]);
            var (again, _, problem) = await RunAsync(["link", .. where]);
            var (unknown, _, nobody) = await RunAsync(["link", "eve", .. where]);

            Assert.Equal([0, 0, 0, 1, 1], [setup, listed, linked, again, unknown]);
            Assert.Contains("/setup?code=", setupLink);
            Assert.StartsWith("anna", list);
            using var browser = new Caller(gateway);
            Assert.Contains("Welcome, anna", await browser.ReadAsync(new Uri(link.Trim()).PathAndQuery));
            Assert.Contains("There is an admin already", problem);
            Assert.Contains("nobody named 'eve'", nobody);
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] args)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await new PeopleCommand(output, errors).RunAsync(args, Patience.Cancel);
        return (code, output.ToString(), errors.ToString());
    }
}
