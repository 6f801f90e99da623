using System.Collections;
using QRCoder;

namespace Nanofleet.Provision.Label;

/// <summary>
/// The label as PNG. The QR library draws squares of dots: code and lines are put into one large square of them, and the
/// library writes the file.
/// </summary>
internal static class PngLabel
{
    private const int CodeScale = 8; // dots a module
    private const int PixelsPerDot = 2;
    private const int FirstLine = 5; // dots a dot of a letter, at most
    private const int OtherLines = 3;
    private const int Smallest = 2; // a line that does not fit even so goes on in the next
    private const int Gap = 10;

    public static byte[] Draw(QRCodeData code, LabelContent content)
    {
        var width = code.ModuleMatrix.Count * CodeScale;
        var lines = content.Lines.SelectMany((line, at) => Fit(line, at == 0 ? FirstLine : OtherLines, width)).ToArray();
        var side = width + lines.Sum(line => Height(line.Scale));
        using var square = new QRCodeData(1) { ModuleMatrix = [.. Enumerable.Range(0, side).Select(_ => new BitArray(side))] };
        DrawCode(square, code, (side - width) / 2);
        var y = width;
        foreach (var (text, scale) in lines)
        {
            DrawLine(square, text, scale, y);
            y += Height(scale);
        }

        return new PngByteQRCode(square).GetGraphic(PixelsPerDot);
    }

    private static int Height(int scale) => DotFont.Height * scale + Gap;

    private static IEnumerable<(string Text, int Scale)> Fit(string line, int most, int width)
    {
        var scale = Math.Clamp(width / (DotFont.Advance * line.Length), Smallest, most);
        return line.Chunk(width / (DotFont.Advance * scale)).Select(piece => (new string(piece), scale));
    }

    private static void DrawCode(QRCodeData square, QRCodeData code, int left)
    {
        for (var y = 0; y < code.ModuleMatrix.Count * CodeScale; y++)
            for (var x = 0; x < code.ModuleMatrix.Count * CodeScale; x++)
                square.ModuleMatrix[y][left + x] = code.ModuleMatrix[y / CodeScale][x / CodeScale];
    }

    private static void DrawLine(QRCodeData square, string text, int scale, int top)
    {
        var left = (square.ModuleMatrix.Count - text.Length * DotFont.Advance * scale) / 2;
        for (var y = 0; y < DotFont.Height * scale; y++)
            for (var x = 0; x < text.Length * DotFont.Advance * scale; x++)
                if (DotFont.IsDark(text[x / scale / DotFont.Advance], x / scale % DotFont.Advance, y / scale)) square.ModuleMatrix[top + y][left + x] = true;
    }
}
