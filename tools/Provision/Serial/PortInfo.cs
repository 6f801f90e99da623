namespace Nanofleet.Provision.Serial;

/// <summary>A port that could be opened.</summary>
/// <param name="Name">What <c>--port</c> takes.</param>
/// <param name="Description">What is connected to it, as far as the system tells; else empty.</param>
internal sealed record PortInfo(string Name, string Description)
{
    public override string ToString() => Description.Length == 0 ? Name : $"{Name} ({Description})";
}
