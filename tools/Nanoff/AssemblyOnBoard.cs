namespace Nanofleet.Nanoff;

/// <summary>A managed assembly, on a board or in an image.</summary>
/// <param name="Name">Such as <c>mscorlib</c>.</param>
/// <param name="Version">Four numbers.</param>
public sealed record AssemblyOnBoard(string Name, Version Version)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}";
}
