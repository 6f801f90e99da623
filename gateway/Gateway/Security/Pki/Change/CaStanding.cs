namespace Nanofleet.Gateway.Security.Pki.Change;

/// <summary>Where a board stands in a change of the CA.</summary>
public enum CaStanding
{
    /// <summary>It has not said yet that it trusts the new CA.</summary>
    Waiting,

    /// <summary>It has said so, and reached the gateway with it.</summary>
    Ready,

    /// <summary>It comes without TLS.</summary>
    NotConcerned,
}
