namespace Nanofleet.Device.Core.Link
{
    /// <summary>The network's directory of names.</summary>
    public interface INameLookup
    {
        /// <summary>
        /// The IPv4 address that the name has now, as text, or null where it was not found; then <paramref name="fault"/> says
        /// why. Blocks up to the network stack's own limit.
        /// </summary>
        string Find(string name, out string fault);
    }
}
