using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Parsing
{
    /// <summary>What is wrong with one member.</summary>
    public sealed class FieldFault
    {
        public FieldFault(string name, string code, string text)
        {
            Name = name;
            Code = code;
            Text = text;
        }

        /// <summary>Of a member within an object: <c>report.temperature</c>.</summary>
        public string Name { get; }

        /// <summary>One of <see cref="ConfigCodes"/>.</summary>
        public string Code { get; }

        /// <summary>Names the field, the value and the fix; never a secret.</summary>
        public string Text { get; }
    }
}
