using System.Net;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>The machine that the gateway runs on, as others reach it.</summary>
public interface IMachine
{
    string HostName { get; }

    /// <summary>Those by which other machines reach it now, without loopback and without those of one link.</summary>
    IReadOnlyList<IPAddress> Addresses { get; }

    /// <summary>The addresses are others than before.</summary>
    event Action? Changed;
}
