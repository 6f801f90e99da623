namespace Nanofleet.Device.Core.Commands
{
    /// <summary>A restart that was asked for; the link carries it out when everything is delivered that can be.</summary>
    public sealed class RestartRequest
    {
        public bool Asked { get; private set; }

        public void Ask() => Asked = true;
    }
}
