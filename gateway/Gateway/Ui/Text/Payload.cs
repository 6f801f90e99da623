using System.Text;

namespace Nanofleet.Gateway.Ui.Text;

/// <summary>The beginning of a message that somebody sent, which may be anything.</summary>
public static class Payload
{
    private const int Most = 200;

    public static string Shown(byte[] payload)
    {
        var text = Encoding.UTF8.GetString(payload, 0, Math.Min(payload.Length, Most));
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) shown.Append(Rune.IsControl(rune) ? "\u00b7" : rune.ToString());
        if (payload.Length > Most) shown.Append($" … {Figure.Of((long)payload.Length)} bytes in all");
        return shown.ToString();
    }
}
