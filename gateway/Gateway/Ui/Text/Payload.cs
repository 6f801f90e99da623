using System.Text;

namespace Nanofleet.Gateway.Ui.Text;

/// <summary>The beginning of a message that somebody sent, which may be anything.</summary>
public static class Payload
{
    private const int Most = 160;

    public static string Shown(byte[] payload) => Shown(Encoding.UTF8.GetString(payload));

    /// <summary>All of it; what is no text shows as replacement characters.</summary>
    public static string Whole(byte[] payload)
    {
        var shown = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(payload).EnumerateRunes()) shown.Append(Rune.IsControl(rune) && rune.Value != '\n' ? "\u00b7" : rune.ToString());
        return shown.ToString();
    }

    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(Most)) shown.Append(Rune.IsControl(rune) ? "\u00b7" : rune.ToString());
        if (text.Length > Most) shown.Append(" …");
        return shown.ToString();
    }
}
