using System.Text;

namespace Nanofleet.Gateway.Store;

/// <summary>
/// Text that somebody else wrote, made fit for a database: PostgreSQL refuses a NUL and half a surrogate pair, and one
/// such message would otherwise hold up every batch it is in.
/// </summary>
internal static class StoreText
{
    public static string Clean(string text)
    {
        if (IsClean(text)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) clean.Append(rune.Value == 0 ? Rune.ReplacementChar : rune); // EnumerateRunes replaces lone surrogates
        return clean.ToString();
    }

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (c == '\0' || char.IsSurrogate(c)) return false; // a pair is fine too: the slow way keeps it
        }

        return true;
    }
}
