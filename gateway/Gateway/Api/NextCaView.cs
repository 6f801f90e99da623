using Nanofleet.Gateway.Security.Pki.Change;

namespace Nanofleet.Gateway.Api;

/// <summary>A change of the CA that is under way.</summary>
/// <param name="Ready">Boards that trust the new one, too, and have reached the gateway since.</param>
/// <param name="NotConcerned">Boards that come without TLS.</param>
/// <param name="Waiting">Boards that have not said yet that they trust it.</param>
public sealed record NextCaView(string Fingerprint, int Ready, int NotConcerned, IReadOnlyList<string> Waiting)
{
    public static NextCaView Of(string fingerprint, IReadOnlyDictionary<string, CaStanding> standings) => new(
        fingerprint,
        standings.Values.Count(standing => standing == CaStanding.Ready),
        standings.Values.Count(standing => standing == CaStanding.NotConcerned),
        [.. standings.Where(one => one.Value == CaStanding.Waiting).Select(one => one.Key).Order(StringComparer.Ordinal)]);
}
