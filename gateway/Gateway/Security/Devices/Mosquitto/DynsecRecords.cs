namespace Nanofleet.Gateway.Security.Devices.Mosquitto;

/// <summary>An account of the plugin.</summary>
public sealed record DynsecClient(string User, bool IsDisabled, IReadOnlyList<string> Roles);

/// <summary>Rights that accounts can have.</summary>
public sealed record DynsecRole(string Name, IReadOnlyList<DynsecAcl> Acls)
{
    /// <summary>In any order: the plugin sorts them by type.</summary>
    public bool IsSame(DynsecRole other) => Name == other.Name && Acls.Count == other.Acls.Count && !Acls.Except(other.Acls).Any();
}

/// <param name="Type">publishClientSend, subscribePattern …, as the plugin calls them.</param>
public sealed record DynsecAcl(string Type, string Topic);
