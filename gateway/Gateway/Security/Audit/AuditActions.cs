namespace Nanofleet.Gateway.Security.Audit;

/// <summary>The words of the audit log, which people filter by; what is before the dot groups them.</summary>
public static class AuditActions
{
    public const string Denied = "access.denied";
    public const string SignIn = "sign_in.ok";
    public const string SignInFailed = "sign_in.failed";
    public const string SignInLocked = "sign_in.locked";
    public const string SignOut = "sign_out.here";
    public const string SignOutEverywhere = "sign_out.everywhere";
    public const string Setup = "people.setup";
    public const string Invite = "people.invite";
    public const string Link = "people.link";
    public const string RoleChange = "people.role";
    public const string Remove = "people.remove";
    public const string Password = "people.password";
    public const string KeyMake = "key.make";
    public const string KeyRevoke = "key.revoke";
    public const string Command = "command.send";
    public const string Admission = "device.state";
    public const string Claim = "device.claim";
    public const string Provision = "device.provision";
    public const string Rotate = "device.rotate";
    public const string RotateEnd = "device.rotate_end";
    public const string Revoke = "device.revoke";
    public const string Config = "config.change";
    public const string CaBegin = "ca.begin";
    public const string CaCancel = "ca.cancel";
    public const string CaFinish = "ca.finish";
    public const string CertificateIssue = "certificate.issue";
    public const string CertificateRevoke = "certificate.revoke";
    public const string Replay = "quarantine.replay";
}
