using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Nanofleet.Benchmarks.Store;

/// <summary>What the command line of the scenario <c>store</c> chooses.</summary>
internal sealed class StoreBenchOptions
{
    public const string Usage =
        "usage: dotnet run -c Release --project tests/Benchmarks -- store [--database sqlite|postgres] [--devices 8] [--batch 1000] [--rounds 5] [--seconds 3] [--known devices] [--rows readings] [--folder where]";

    public string Database { get; private set; } = "sqlite";

    /// <summary>How many devices a batch has messages of.</summary>
    public int Devices { get; private set; } = 8;

    /// <summary>Messages of three readings in a commit.</summary>
    public int Batch { get; private set; } = 1000;

    public int Rounds { get; private set; } = 5;

    public TimeSpan Duration { get; private set; } = TimeSpan.FromSeconds(3);

    /// <summary>Devices in the database beside those that send.</summary>
    public int Known { get; private set; }

    /// <summary>Readings in the database before it begins.</summary>
    public int Rows { get; private set; }

    /// <summary>Where a SQLite file is kept: the next run finds it filled. Null makes one that goes with the run.</summary>
    public string? Folder { get; private set; }

    public static bool TryParse(string[] args, [NotNullWhen(true)] out StoreBenchOptions? options, [NotNullWhen(false)] out string? fault)
    {
        options = new StoreBenchOptions();
        fault = args.Length % 2 == 0 ? null : $"{args[^1]} needs a value";
        for (var at = 0; at + 1 < args.Length && fault is null; at += 2)
        {
            if (!options.TrySet(args[at], args[at + 1])) fault = $"'{args[at]} {args[at + 1]}' is not understood";
        }

        return fault is null;
    }

    private bool TrySet(string name, string value)
    {
        if (name == "--database") return value is "sqlite" or "postgres" && (Database = value) == value;
        if (name == "--folder") return (Folder = value) == value;
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1) return false;
        switch (name)
        {
            case "--devices": Devices = number; return true;
            case "--batch": Batch = number; return true;
            case "--rounds": Rounds = number; return true;
            case "--seconds": Duration = TimeSpan.FromSeconds(number); return true;
            case "--known": Known = number; return true;
            case "--rows": Rows = number; return true;
            default: return false;
        }
    }
}
