namespace Nanofleet.Gateway.Security.Pki.Clients;

/// <summary>What a board is given with its registration to show to the gateway's own broker.</summary>
/// <param name="own">Null where that broker asks for nothing, or trusts an operator's CA, which signs elsewhere.</param>
public sealed class BoardCertificates(ClientCertificates? own)
{
    /// <summary>A certificate and the key that was made for it; null where none is asked for.</summary>
    /// <param name="actor">Null: whoever makes the request.</param>
    public async Task<IssuedCertificate?> IssueAsync(string deviceId, string? actor, CancellationToken cancel) =>
        own is null ? null : await own.IssueForBoardAsync(deviceId, actor, cancel);
}
