#nullable disable
namespace Nanofleet.Contract
{
    /// <summary>
    /// Content of <c>devices/{id}/config/desired</c>, retained: <c>{"version":7,"settings":{"interval_ms":5000}}</c>. What it does
    /// not name is as the board's own file says. The same document again changes nothing.
    /// </summary>
    public sealed class ConfigDesiredMessage
    {
        public long Version;

        /// <summary>A JSON object.</summary>
        public byte[] Settings;

        public void WriteTo(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("version", Version);
            json.Name("settings");
            json.Raw(Settings, 0, Settings.Length);
            json.EndObject();
        }
    }
}
