namespace Nanofleet.Device.Core.Logging
{
    /// <summary>The names of the levels: on the board an enum prints as its number.</summary>
    public static class LogLevels
    {
        public const string Known = "debug, info, warning or error";

        public static string Name(LogLevel level)
        {
            switch (level)
            {
                case LogLevel.Debug: return "debug";
                case LogLevel.Info: return "info";
                case LogLevel.Warning: return "warning";
                default: return "error";
            }
        }

        public static bool TryParse(string name, out LogLevel level)
        {
            for (level = LogLevel.Debug; level <= LogLevel.Error; level++)
                if (Name(level) == name) return true;
            level = LogLevel.Info;
            return false;
        }
    }
}
