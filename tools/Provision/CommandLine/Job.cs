using Nanofleet.Provision.Batch;
using Nanofleet.Provision.Gateway;

namespace Nanofleet.Provision.CommandLine;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record Job
{
    public required Uri Gateway { get; init; }

    public required GatewayTrust Trust { get; init; }

    /// <summary>Null where claim codes are used.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Of the one board, or for all of a batch.</summary>
    public required ProvisionOptions Board { get; init; }

    /// <summary>Null for a single board.</summary>
    public BatchFile? Batch { get; init; }

    /// <summary>Never its secrets.</summary>
    public override string ToString() => $"Job {Gateway}";
}
