namespace Nanofleet.Gateway.Security.People;

/// <summary>
/// Finds passwords that are long and still guessed early (NIST SP 800-63B, 3.1.1.2): one piece again and again, or nothing but common
/// words, what is about this place, years, counting and runs along the keyboard. The password is judged as a whole: such a piece in
/// it does no harm where enough is beside it, so that words that have nothing to do with each other stay good.
/// </summary>
internal static class EasyPassword
{
    /// <summary>Letters, digits and signs that no guesser has for nothing; a common piece stands for two of them, once.</summary>
    private const int Enough = 8;

    private const int OfPiece = 2;
    private const int ShortestCount = 3;
    private const int ShortestRun = 4;
    private const string Advice = "take four words that have nothing to do with each other.";

    /// <summary>What is wrong and what to do, in a sentence; null where nothing is.</summary>
    /// <param name="about">Words that are easy to guess for this person, such as the name.</param>
    public static string? FaultOf(string password, params IReadOnlyList<string> about)
    {
        var text = Plain(password);
        if (IsRepeated(text)) return $"The password is one piece again and again, which is guessed as soon as the piece is; {Advice}";
        string[] words = [.. CommonWords.All, .. about.Select(Plain).Where(word => word.Length >= ShortestCount)];
        return Worth(text, words) < Enough ? $"The password is made of what is tried first: common words, what is about this place, years, counting or neighbouring keys; {Advice}" : null;
    }

    /// <summary>Whether it is a shorter text over and over that would be too short by itself.</summary>
    private static bool IsRepeated(string text)
    {
        for (var period = 1; period < PasswordRules.Shortest && period * 2 <= text.Length; period++)
            if (text.AsSpan(period).SequenceEqual(text.AsSpan(0, text.Length - period))) return true;
        return false;
    }

    private static int Worth(string text, string[] words)
    {
        var meant = string.Concat(text.Select(Meant));
        var pieces = new HashSet<string>();
        var single = 0;
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Max(Math.Max(Word(text, at, words), Word(meant, at, words)), Math.Max(Math.Max(Count(text, at), Run(text, at)), Year(text, at)));
            if (length == 0) single++;
            else pieces.Add(meant.Substring(at, length));
            at += Math.Max(length, 1);
        }

        return single + OfPiece * pieces.Count;
    }

    /// <summary>The longest word that begins there; 0 for none. So are the others.</summary>
    private static int Word(string text, int at, string[] words) =>
        words.Where(word => string.CompareOrdinal(text, at, word, 0, word.Length) == 0).Select(word => word.Length).DefaultIfEmpty().Max();

    /// <summary>Characters that are the same, or each the one after or before the last.</summary>
    private static int Count(string text, int at)
    {
        var longest = 0;
        foreach (var step in (int[])[-1, 0, 1])
        {
            var end = at + 1;
            while (end < text.Length && text[end] - text[end - 1] == step) end++;
            if (end - at >= ShortestCount) longest = Math.Max(longest, end - at);
        }

        return longest;
    }

    private static int Run(string text, int at)
    {
        var longest = 0;
        foreach (var row in CommonWords.KeyRows)
            for (var length = ShortestRun; at + length <= text.Length && row.Contains(text.Substring(at, length), StringComparison.Ordinal); length++) longest = Math.Max(longest, length);
        return longest;
    }

    private static int Year(string text, int at) =>
        at + 4 <= text.Length && text[at..(at + 2)] is "19" or "20" && char.IsAsciiDigit(text[at + 2]) && char.IsAsciiDigit(text[at + 3]) ? 4 : 0;

    private static string Plain(string text) => string.Concat(text.ToLowerInvariant().Where(c => !char.IsWhiteSpace(c)));

    /// <summary>The letter for which people write a digit or a sign.</summary>
    private static char Meant(char c) => c switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => c,
    };
}
