using Microsoft.AspNetCore.Identity;

namespace Nanofleet.Gateway.Security.People;

/// <summary>The parts that people need: Identity over the gateway's own database, and what surrounds it.</summary>
internal static class PeopleSetup
{
    public static void AddPeople(this IServiceCollection services)
    {
        services.AddIdentityCore<Person>(PasswordRules.Set).AddUserStore<PeopleStore>().AddPasswordValidator<PasswordRules>().AddErrorDescriber<IdentityWords>().AddSignInManager();
        services.Configure<PasswordHasherOptions>(PasswordRules.Set);
        services.AddSingleton<Sessions>();
        services.AddSingleton<SignInGuard>();
        services.AddSingleton<HashTurns>();
        services.AddSingleton<Nobody>();
        services.AddSingleton<KnownBrowser>();
        services.AddSingleton<OneTimeLinks>();
        services.AddScoped<PasswordDoor>();
        services.AddScoped<Membership>();
        services.AddHostedService<FirstRun>();
        services.AddHostedService<PeopleKeeper>();
    }
}
