using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>People and keys for tests, made inside the gateway.</summary>
internal static class Staff
{
    public const string Password = "correct horse battery";

    public static async Task<Person> AddAsync(this TestGateway gateway, string name, Role role)
    {
        await using var scope = gateway.Host.Services.CreateAsyncScope();
        var (person, faults) = await scope.ServiceProvider.GetRequiredService<Membership>().AddAsync(name, role, Password);
        Assert.Empty(faults);
        return person!;
    }

    /// <summary>The path of a setup link that stays the newest: the gateway has made its own by then, and makes no other.</summary>
    public static async Task<string> MakeSetupLinkAsync(this TestGateway gateway)
    {
        await gateway.Host.Services.GetServices<IHostedService>().OfType<FirstRun>().Single().ExecuteTask!.InTime();
        return (await gateway.Host.Services.GetRequiredService<OneTimeLinks>().MakeSetupAsync(Patience.Cancel)).PathAndQuery;
    }

    /// <summary>In a browser of his own, by a link: that costs no password.</summary>
    public static async Task<Caller> EnterAsync(this TestGateway gateway, string name, Role role)
    {
        var person = await gateway.AddAsync(name, role);
        var link = (await gateway.Host.Services.GetRequiredService<OneTimeLinks>().MakeSignInAsync(person, Patience.Cancel)).PathAndQuery;
        var caller = new Caller(gateway);
        using var answer = await caller.SubmitAsync(link, "/enter", ("code", CodeOf(link)));
        Assert.Equal("/", answer.Headers.Location!.ToString());
        return caller;
    }

    /// <summary>What makes a link work.</summary>
    public static string CodeOf(string link) => link[(link.IndexOf('=') + 1)..];

    public static Task<(string Key, KeyRecord Record)> MakeKeyAsync(this TestGateway gateway, KeyScope scopes, TimeSpan? age = null) =>
        gateway.Host.Services.GetRequiredService<ApiKeys>().MakeAsync($"key-{scopes}", scopes, age, "a test", Patience.Cancel);
}
