#nullable disable
namespace Nanofleet.Contract
{
    /// <summary>
    /// Content of <c>devices/{id}/config/reported</c>, retained:
    /// <c>{"version":7,"state":"applied","active_version":7,"results":{"interval_ms":{"code":"applied","value":5000}}}</c>.
    /// The results are written one by one between <see cref="Begin"/> and <see cref="End"/>.
    /// </summary>
    public sealed class ConfigReportedMessage
    {
        /// <summary>Of the document that this answers; 0 where it could not be read.</summary>
        public long Version;

        /// <summary>One of <see cref="ConfigStates"/>.</summary>
        public string State;

        /// <summary>Why it was reverted or refused; null else.</summary>
        public string Reason;

        /// <summary>Of the document in force; 0 for none.</summary>
        public long ActiveVersion;

        /// <summary>A restart is on its way, with which it comes into force.</summary>
        public bool Restarting;

        public void Begin(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("version", Version);
            json.Member("state", State);
            json.MemberIfSet("reason", Reason);
            json.Member("active_version", ActiveVersion);
            if (Restarting) json.Member("restarting", true);
            json.Name("results");
            json.BeginObject();
        }

        /// <summary>Opens the result of one key; the caller may write <c>value</c> before <see cref="EndResult"/>.</summary>
        /// <param name="code">One of <see cref="ConfigCodes"/>.</param>
        public static void BeginResult(JsonBuffer json, string key, string code)
        {
            json.Name(key);
            json.BeginObject();
            json.Member("code", code);
        }

        /// <param name="message">What is wrong with field, value and fix; null where nothing is.</param>
        public static void EndResult(JsonBuffer json, string message)
        {
            json.MemberIfSet("message", message);
            json.EndObject();
        }

        public static void End(JsonBuffer json)
        {
            json.EndObject();
            json.EndObject();
        }
    }
}
