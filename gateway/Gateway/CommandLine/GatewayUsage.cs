namespace Nanofleet.Gateway.CommandLine;

/// <summary>What the gateway's program takes, for who asks and for who mistypes a verb.</summary>
internal static class GatewayUsage
{
    private static readonly string Text =
        $"""
        Nanofleet gateway {typeof(GatewayUsage).Assembly.GetName().Version!.ToString(3)}

        Nanofleet.Gateway [settings]            runs the gateway until Ctrl-C
        Nanofleet.Gateway VERB …                does one thing and ends
          people list | link [NAME]             who can sign in; a link for a new password, or for the first admin
          quarantine list | show | replay …     what could not be used
          backup FILE, restore FILE [--force]   the database
          healthcheck                           0 while readings can come in and be stored
          prepare --to FOLDER                   secrets for a Mosquitto and a PostgreSQL beside it

        Settings are --Section:Name=VALUE (--urls=https://+:5443, --Data:Directory=/var/lib/nanofleet), or stand in a file
        that --settings=FILE names, or in the environment (Data__Directory). gateway/README.md has all of them.
        """;

    public static bool IsAsked(string[] args) => args is ["--help" or "-h" or "-?" or "help" or "--version", ..];

    /// <summary>A word where a verb would stand, and none that there is: nobody means a setting by it.</summary>
    public static bool IsUnknownVerb(string[] args) => args is [{ Length: > 0 } word, ..] && word[0] is not ('-' or '/') && !word.Contains('=');

    public static async Task<int> ShowAsync(TextWriter output)
    {
        await output.WriteLineAsync(Text);
        return 0;
    }

    public static async Task<int> RefuseAsync(string word, TextWriter errors)
    {
        await errors.WriteLineAsync($"There is no verb '{word}'.\n\n{Text}");
        return 2;
    }
}
