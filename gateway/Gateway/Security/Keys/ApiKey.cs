namespace Nanofleet.Gateway.Security.Keys;

/// <summary>How a key looks.</summary>
public static class ApiKey
{
    /// <summary>By which people, and programs that look for secrets in the wrong place, know it.</summary>
    public const string Prefix = "nfk_";
}
