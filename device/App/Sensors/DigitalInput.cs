using System.Device.Gpio;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.App.Sensors
{
    /// <summary>A digital input: its level, and how many edges it had since the start. Interrupts tell of edges, Core decides which count.</summary>
    public sealed class DigitalInput : ISensor
    {
        private readonly int _number;
        private readonly bool _inverted;
        private readonly bool _tellsLevel;
        private readonly bool _tellsCount;
        private readonly PinMode _mode;
        private readonly EdgeCounter _edges;
        private readonly IClock _clock;
        private GpioPin _pin;

        private DigitalInput(string name, Fields options, IClock clock)
        {
            Name = name;
            _clock = clock;
            _number = options.Required("pin", 0, SettingsFile.LastPin);
            string pull = options.Choice("pull", Kind.Pulls);
            _mode = pull == "up" ? PinMode.InputPullUp : pull == "down" ? PinMode.InputPullDown : PinMode.Input;
            _inverted = options.Flag("invert", false);
            _tellsLevel = options.Flag("level", true);
            string count = options.Choice("count", Kind.Counts);
            _tellsCount = count != "none";
            if (!_tellsLevel && !_tellsCount) options.Fault("level", "false", "set it to true, or count to rising, falling or both");
            if (options.Integer("median", 1, 1, int.MaxValue) > 1) options.Fault("median", null, "an input is debounced and counted; remove it");
            _edges = new EdgeCounter(options.Integer("debounce_ms", Kind.UsualDebounceMs, 0, Kind.MostDebounceMs), count == "rising" || count == "both", count == "falling" || count == "both");
            string counted = name + "_count";
            Quantities = _tellsLevel && _tellsCount ? new[] { name, counted } : new[] { _tellsLevel ? name : counted };
            Units = Quantities.Length == 1 ? new[] { "" } : new[] { "", "" };
        }

        public string Name { get; }

        public string[] Quantities { get; }

        public string[] Units { get; }

        public string Read(ReadingList into)
        {
            if (_pin == null) Open();
            bool high = _edges.Look(IsHigh, _clock.UptimeMs, out long edges);
            if (_tellsLevel) into.Add(Quantities[0], high ? 1 : 0, 0, Units[0]);
            if (_tellsCount) into.Add(Quantities[Quantities.Length - 1], edges, 0, Units[0]);
            return null;
        }

        // By the pull resistor or by what is wired, active may be low.
        private bool IsHigh => _pin.Read() == PinValue.High != _inverted;

        private void Open()
        {
            GpioPin pin = new GpioController().OpenPin(_number, _mode);
            pin.ValueChanged += OnEdge;
            _pin = pin;
        }

        // On the system's event thread: only noted here.
        private void OnEdge(object sender, PinValueChangedEventArgs e) => _edges.Edge(e.ChangeType == PinEventTypes.Rising != _inverted, _clock.UptimeMs);

        public sealed class Kind : ISensorKind
        {
            internal const int UsualDebounceMs = 20;
            internal const int MostDebounceMs = 10000;

            private readonly IClock _clock;

            public Kind(IClock clock)
            {
                _clock = clock;
            }

            /// <summary>The first of each is the usual one.</summary>
            internal static string[] Pulls => new[] { "none", "up", "down" };

            internal static string[] Counts => new[] { "none", "rising", "falling", "both" };

            public string Type => "digital";

            public ISensor Create(string name, Fields options) => new DigitalInput(name, options, _clock);
        }
    }
}
