namespace Nanofleet.Gateway.Security.Keys;

/// <summary>What an API key is for; a key has one or more. The bits are those of the database.</summary>
[Flags]
public enum KeyScope
{
    None = 0,
    Read = 1,
    Operate = 2,
    Upload = 4,
    Provision = 8,
    Admin = 16,
}
