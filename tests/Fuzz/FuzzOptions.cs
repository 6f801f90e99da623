using System.Globalization;

namespace Nanofleet.Fuzz;

/// <summary>What the command line says.</summary>
internal sealed class FuzzOptions
{
    public const string Usage = "usage: Fuzz [--minutes N] [--seed N] [--cases N] [--target decoder|broker|client|message] [--one]\n  --minutes  how long, over all targets (1)\n  --cases    how many of each target at the most (no limit)\n  --seed     the first case's (by the clock)\n  --target   only this one\n  --one      only the case of the seed";

    public double Minutes { get; private set; } = 1;

    public long Cases { get; private set; } = long.MaxValue;

    public int Seed { get; private set; } = Environment.TickCount;

    public string? Target { get; private set; }

    /// <summary>Runs the seed's case alone: to see a finding again.</summary>
    public bool OnlyOne { get; private set; }

    /// <summary>Null when the command line is not understood.</summary>
    public static FuzzOptions? Parse(string[] arguments)
    {
        var options = new FuzzOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            if (arguments[i] == "--one") options.OnlyOne = true;
            else if (!options.TrySet(arguments[i], value)) return null;
            else i++;
        }
        return options;
    }

    private bool TrySet(string name, string? value)
    {
        switch (name)
        {
            case "--minutes" when double.TryParse(value, CultureInfo.InvariantCulture, out var minutes):
                Minutes = minutes;
                return true;
            case "--cases" when long.TryParse(value, CultureInfo.InvariantCulture, out var cases):
                Cases = cases;
                return true;
            case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out var seed):
                Seed = seed;
                return true;
            case "--target" when FuzzRun.Targets.Any(target => target.Name == value):
                Target = value;
                return true;
            default:
                return false;
        }
    }
}
