using Nanofleet.Load.Run;

namespace Nanofleet.Load.Peers;

/// <summary>One who is measured behind Mosquitto.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Description">In the table.</param>
internal sealed record Contestant(string Name, string Description, Func<Task<Target>> StartAsync, Func<Task<string?>> MissingReasonAsync)
{
    public const string Ceiling = "nothing";
    public const string Ours = "postgres";

    public static IReadOnlyList<Contestant> All { get; } =
    [
        OfPeer(Ceiling, "a client that does nothing", PeerKind.Nothing),
        OfGateway(Ours, "gateway, PostgreSQL", postgres: true),
        OfGateway("sqlite", "gateway, SQLite", postgres: false),
        OfPeer("dotnet", InsertingSubscriber.Name, PeerKind.Dotnet),
        OfPeer("python", "Python (paho, psycopg2), one UPDATE per message", PeerKind.Python),
    ];

    private static Contestant OfPeer(string name, string description, PeerKind kind) =>
        new(name, description, async () => await PeerTarget.StartAsync(kind), () => PeerTarget.MissingReasonAsync(kind));

    private static Contestant OfGateway(string name, string description, bool postgres) => new(name, description,
        async () => await EmbeddedTarget.StartAsync(new EmbeddedOptions { Mosquitto = true, Postgres = postgres }),
        () => PeerTarget.MissingReasonAsync(postgres ? PeerKind.Dotnet : PeerKind.Nothing));
}
