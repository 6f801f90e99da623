namespace Nanofleet.Gateway.Security.People;

/// <summary>Marks an endpoint by which people come in: it is open to strangers, and how often one address tries it is limited.</summary>
internal sealed class Entrance
{
    public static Entrance Mark { get; } = new();
}
