using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>What became of one key of a desired document.</summary>
    public sealed class KeyResult
    {
        public KeyResult(string key, object value)
        {
            Key = key;
            Value = value;
        }

        public string Key { get; }

        /// <summary>As it was asked for.</summary>
        public object Value { get; }

        /// <summary>One of <see cref="ConfigCodes"/>.</summary>
        public string Code { get; private set; } = ConfigCodes.Applied;

        /// <summary>Field, value and fix; null while it is applied.</summary>
        public string Message { get; private set; }

        public bool IsApplied => Code == ConfigCodes.Applied;

        public void Accept() => Refuse(ConfigCodes.Applied, null);

        public void Refuse(string code, string message)
        {
            Code = code;
            Message = message;
        }
    }
}
