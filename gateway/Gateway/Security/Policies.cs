namespace Nanofleet.Gateway.Security;

/// <summary>
/// What somebody must be allowed to do before an endpoint lets him: <c>.RequireAuthorization(Policies.Operator)</c>. Who is
/// allowed what stands in <see cref="Grants"/>. An endpoint that names none lets in whoever is signed in, and nobody else.
/// </summary>
public static class Policies
{
    /// <summary>Reads: devices, readings, accounts, quarantine.</summary>
    public const string Viewer = "viewer";

    /// <summary>Acts on devices: commands, approval, settings, replay.</summary>
    public const string Operator = "operator";

    /// <summary>Decides who may what: people, keys, certificates; reads the audit log; deletes.</summary>
    public const string Admin = "admin";

    /// <summary>Sends readings by HTTP.</summary>
    public const string Upload = "upload";

    /// <summary>Registers devices and receives their credentials.</summary>
    public const string Provision = "provision";

    public static IReadOnlyList<string> All { get; } = [Viewer, Operator, Admin, Upload, Provision];
}
