using System.Net;
using Nanofleet.Gateway.Security.Pki;

namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>A machine that moves to another network when the test says so.</summary>
internal sealed class FakeMachine : IMachine
{
    public event Action? Changed;

    public string HostName { get; init; } = "kitchen-pi";

    public IReadOnlyList<IPAddress> Addresses { get; private set; } = [IPAddress.Parse("192.168.1.10")];

    public void MoveTo(params string[] addresses)
    {
        Addresses = [.. addresses.Select(IPAddress.Parse)];
        Changed?.Invoke();
    }
}
