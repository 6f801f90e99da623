namespace Nanofleet.Device.Core
{
    /// <summary>The version that <c>info</c> names.</summary>
    public static class FirmwareVersion
    {
        public const string Text = "0.1.0";
    }
}
