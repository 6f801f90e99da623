using System.Globalization;

namespace Nanofleet.Load.Generator;

/// <summary>Ranges of sequence numbers as the contract and the ledger write them: <c>1-96,98</c>.</summary>
internal static class SeqText
{
    /// <exception cref="FormatException">It is not of that shape.</exception>
    public static IReadOnlyList<(long From, long To)> Parse(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(range =>
        {
            var ends = range.Split('-');
            return (Number(ends[0]), Number(ends[^1]));
        })];

    private static long Number(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
