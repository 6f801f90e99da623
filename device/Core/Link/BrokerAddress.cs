namespace Nanofleet.Device.Core.Link
{
    /// <summary>Where the broker is. A name is looked up for every connection, so that a broker that moved is found; an address is not.</summary>
    public sealed class BrokerAddress
    {
        private const int Parts = 4;
        private const int MostPart = 255;

        private readonly string _host;
        private readonly INameLookup _names;

        /// <param name="host">A name or an IPv4 address.</param>
        public BrokerAddress(string host, INameLookup names)
        {
            _host = host;
            _names = names;
        }

        /// <summary>Null where the name was not found; then <paramref name="fault"/> says why.</summary>
        public string Find(out string fault)
        {
            fault = null;
            if (IsNumeric(_host)) return _host;
            string address = _names.Find(_host, out fault);
            if (address == null) fault = "\"" + _host + "\" not found, " + fault;
            return address;
        }

        /// <summary>Four numbers up to 255 with dots between them.</summary>
        public static bool IsNumeric(string host)
        {
            string[] parts = host.Split('.');
            if (parts.Length != Parts) return false;
            for (int i = 0; i < Parts; i++)
                if (!int.TryParse(parts[i], out int part) || part < 0 || part > MostPart) return false;
            return true;
        }
    }
}
