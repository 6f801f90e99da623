using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>Every endpoint that there is, against everybody who may call it. An endpoint that the table does not name fails: whoever adds one says here whom it is for.</summary>
public sealed class AccessMatrixTests
{
    /// <summary>Who is let in by what an endpoint asks for, written down apart from the gateway's own table.</summary>
    private static readonly Dictionary<string, string[]> Callers = new()
    {
        ["anyone"] = ["stranger", "viewer", "operator", "admin", "key read", "key operate", "key upload", "key provision", "key admin", "key over", "key revoked"],
        ["viewer"] = ["viewer", "operator", "admin", "key read", "key operate", "key admin"],
        ["operator"] = ["operator", "admin", "key operate", "key admin"],
        ["admin"] = ["admin", "key admin"],
        ["upload"] = ["operator", "admin", "key upload", "key admin"],
        ["provision"] = ["operator", "admin", "key provision", "key admin"],
    };

    [Fact]
    public async Task Every_endpoint_lets_in_exactly_whom_the_table_says()
    {
        await using var gateway = await TestGateway.StartAsync(["--SignIn:AttemptsPerMinute=1000000"]);
        var callers = await MakeCallersAsync(gateway);
        List<string> faults = [];
        var open = AccessTable.Read();
        foreach (var (method, pattern, endpoint) in Endpoints(gateway))
        {
            var name = $"{method} {pattern}";
            if (!open.Remove(name, out var needs))
            {
                faults.Add($"{name}: is not in the table");
                continue;
            }

            if (needs == AccessTable.Own) continue;
            foreach (var (who, caller) in callers)
            {
                var status = await AskAsync(caller, method, endpoint);
                if (IsLetIn(status) != Callers[needs].Contains(who)) faults.Add($"{name}, for {needs}: {who} gets {(int)status}");
            }
        }

        faults.AddRange(open.Keys.Select(name => $"{name}: stands in the table, but there is none"));
        foreach (var caller in callers.Values) caller.Dispose();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Every_page_action_with_a_cookie_and_without_its_token_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync(["--SignIn:AttemptsPerMinute=1000000"]);
        using var admin = await gateway.EnterAsync("boss", Role.Admin);
        List<string> faults = [];
        foreach (var (method, pattern, endpoint) in Endpoints(gateway).Where(endpoint => endpoint.Method is not ("GET" or "ANY")))
        {
            if (AccessTable.Read()[$"{method} {pattern}"] == AccessTable.Own) continue;
            var status = await AskAsync(admin, method, endpoint);
            if (status != HttpStatusCode.BadRequest) faults.Add($"{method} {pattern}: {(int)status}");
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Whatever_changes_something_stands_in_the_audit_log()
    {
        // Readings are no doings of people, and whoever comes in writes to the audit log himself, with his name.
        string[] others = ["/api/devices/data/upload", "/sign-in", "/setup", "/welcome", "/enter"];
        await using var gateway = await TestGateway.StartAsync();
        var silent = Endpoints(gateway).Where(endpoint => endpoint.Method is not ("GET" or "ANY") && !others.Contains(endpoint.Pattern) && !AccessTable.WritesItself.Contains($"{endpoint.Method} {endpoint.Pattern}"))
            .Where(endpoint => endpoint.Endpoint.Metadata.GetMetadata<AuditedAs>() is null);

        Assert.Empty(silent.Select(endpoint => $"{endpoint.Method} {endpoint.Pattern}"));
    }

    private static async Task<Dictionary<string, Caller>> MakeCallersAsync(TestGateway gateway)
    {
        var callers = new Dictionary<string, Caller>
        {
            ["stranger"] = new(gateway),
            ["viewer"] = await gateway.EnterAsync("vera", Role.Viewer),
            ["operator"] = await gateway.EnterAsync("otto", Role.Operator),
            ["admin"] = await gateway.EnterAsync("anna", Role.Admin),
        };
        foreach (var scope in Enum.GetValues<KeyScope>().Where(scope => scope != KeyScope.None))
            callers[$"key {KeyRequest.Word(scope)}"] = new Caller(gateway, key: (await gateway.MakeKeyAsync(scope)).Key);
        callers["key over"] = new Caller(gateway, key: (await gateway.MakeKeyAsync(KeyScope.Admin, TimeSpan.Zero)).Key);
        var revoked = await gateway.MakeKeyAsync(KeyScope.Admin);
        await gateway.Host.Services.GetRequiredService<ApiKeys>().RevokeAsync(revoked.Record.KeyId, Patience.Cancel);
        callers["key revoked"] = new Caller(gateway, key: revoked.Key);
        return callers;
    }

    /// <summary>All that can be called, the answers to a wrong method left out.</summary>
    private static IEnumerable<(string Method, string Pattern, RouteEndpoint Endpoint)> Endpoints(TestGateway gateway) =>
        from endpoint in gateway.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
        select (method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint);

    /// <summary>With nothing in it: whoever is let in is told what is missing, and nothing happens.</summary>
    private static async Task<HttpStatusCode> AskAsync(Caller caller, string method, RouteEndpoint endpoint)
    {
        var path = string.Concat(endpoint.RoutePattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "4711",
        }))));
        using var request = new HttpRequestMessage(new HttpMethod(method == "ANY" ? "GET" : method), path.Length == 0 ? "/" : path);
        using var answer = await caller.SendAsync(request);
        return answer is { StatusCode: HttpStatusCode.Found } && answer.Headers.Location!.ToString().StartsWith("/sign-in", StringComparison.Ordinal) && !path.StartsWith("/sign-out", StringComparison.Ordinal)
            ? HttpStatusCode.Unauthorized
            : answer.StatusCode;
    }

    private static bool IsLetIn(HttpStatusCode status) => status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
}
