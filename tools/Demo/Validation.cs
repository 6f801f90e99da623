using System.CommandLine;

namespace Nanofleet.Demo;

/// <summary>Refuses numbers that make no sense, naming option, value and range.</summary>
internal static class Validation
{
    public static void Between(Option option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && (value < least || value > most))
            result.AddError($"{option.Name} {value}: must be between {least} and {most}.");
    });
}
