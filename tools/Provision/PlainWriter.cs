using System.Text;

namespace Nanofleet.Provision;

/// <summary>
/// Writes text without the letters that steer a terminal. Names of networks come out of the air, and whoever sends them could
/// otherwise rewrite what stands on the screen.
/// </summary>
internal sealed class PlainWriter(TextWriter screen) : TextWriter
{
    public override Encoding Encoding => screen.Encoding;

    public override void Write(char value) => screen.Write(Plain(value));

    public override void Write(string? value) => screen.Write(value is null ? "" : string.Concat(value.Select(Plain)));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Flush() => screen.Flush();

    private static char Plain(char letter) => char.IsControl(letter) && letter is not ('\r' or '\n' or '\t') ? '?' : letter;
}
