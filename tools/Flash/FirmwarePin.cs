namespace Nanofleet.Flash;

/// <summary>
/// The one place that says which nanoFramework firmware the packages of <c>device/*/packages.config</c> belong to. Native
/// parts must match exactly, so both change together: a test holds <see cref="CoreLibrary"/> against those files.
/// </summary>
internal static class FirmwarePin
{
    /// <summary>
    /// The line of the firmware, three numbers; nanoFramework publishes builds of it under a fourth one and takes old ones
    /// away again, so the newest published build of the line is flashed, and named.
    /// </summary>
    public static readonly Version Line = new(1, 17, 0);

    /// <summary>The package <c>nanoFramework.CoreLibrary</c> that goes with it.</summary>
    public const string CoreLibrary = "1.17.11";

    /// <summary>True when what runs on the board is what is asked for: a line of three numbers, or exactly one build.</summary>
    public static bool Fits(Version onBoard, Version wanted) =>
        (onBoard.Major, onBoard.Minor, onBoard.Build) == (wanted.Major, wanted.Minor, wanted.Build) && (wanted.Revision < 0 || wanted.Revision == onBoard.Revision);
}
