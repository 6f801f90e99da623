using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Nanofleet.Gateway;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Integration.Tests.Store;

namespace Nanofleet.Integration.Tests.Security;

/// <summary>PostgreSQL takes no NUL in a text: a request with one is the sender's fault, and no error of the gateway.</summary>
public sealed class NulTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nul-").FullName;
    private GatewayHost _gateway = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = GatewayHost.Build(
        [
            "--urls=http://127.0.0.1:0", "--Broker:Port=0", "--Broker:Tls=false", $"--Data:Directory={_folder}", "--Logging:LogLevel:Default=None",
            "--Database:Provider=postgres", $"--Database:ConnectionString={await postgres.CreateDatabaseAsync()}",
        ]);
        await _gateway.StartAsync(TestContext.Current.CancellationToken);
        _http = new HttpClient { BaseAddress = _gateway.HttpAddress };
    }

    [Fact]
    public async Task A_query_with_a_nul_is_a_bad_request()
    {
        _http.DefaultRequestHeaders.Authorization = new("Bearer", _gateway.Services.GetRequiredService<OperatorKey>().Value);
        string[] paths =
        [
            "/audit?actor=a%00b", "/audit?subject=%00", "/quarantine?device=%00", "/quarantine?reason=%00",
            "/gaps?device=%00", "/?q=%00", "/devices/x/chart?sensor=%00", "/api/audit?action=%00",
            "/api/quarantine?device=%00", "/api/devices/x/readings?sensor=%00",
        ];
        List<string> others = [];
        foreach (var path in paths)
        {
            using var answer = await _http.GetAsync(path, TestContext.Current.CancellationToken);
            if (answer.StatusCode != HttpStatusCode.BadRequest) others.Add($"{path}: {(int)answer.StatusCode}");
        }

        Assert.Empty(others);
    }

    [Fact]
    public async Task A_strangers_name_with_a_nul_is_a_bad_request()
    {
        var page = await _http.GetStringAsync("/sign-in", TestContext.Current.CancellationToken);
        var token = page.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        async Task<HttpStatusCode> SignInAsync(string name)
        {
            using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new StringContent(name), "name" }, { new StringContent("whatever it is"), "password" } };
            using var answer = await _http.PostAsync("/sign-in", form, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest), (await SignInAsync("anna"), await SignInAsync("an\0na")));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
