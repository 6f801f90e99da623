namespace Nanofleet.Load.Peers;

/// <summary>The hidden verbs: this program as one peer in a process of its own, so that its cost is known alone. They end with standard input.</summary>
internal static class PeerVerb
{
    public const string Nothing = "peer-nothing";
    public const string Insert = "peer-insert";

    public static bool IsMeant(string[] args) => args is [Nothing or Insert];

    public static async Task<int> RunAsync(string verb)
    {
        var settings = PeerSettings.Read();
        await using IAsyncDisposable subscriber = verb == Nothing ? await IdleSubscriber.StartAsync(settings) : await InsertingSubscriber.StartAsync(settings);
        Console.WriteLine(PeerSettings.ReadyLine);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }
}
