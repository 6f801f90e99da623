namespace Nanofleet.Contract
{
    /// <summary>Settings whose values nobody reads back: not from a board, not from the gateway, not in a log.</summary>
    public static class ConfigSecrets
    {
        /// <summary>What is shown in place of a value.</summary>
        public const string Mask = "***";

        /// <summary>By its name, so that a setting that is new to the reader is kept secret, too.</summary>
        public static bool IsSecret(string key) => key.IndexOf("password") >= 0 || key.IndexOf("secret") >= 0 || key.IndexOf("token") >= 0
            || key.IndexOf("key_pem") >= 0;
    }
}
