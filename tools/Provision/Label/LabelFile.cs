using QRCoder;

namespace Nanofleet.Provision.Label;

/// <summary>Writes a label to print: SVG or PNG, as the file's name says.</summary>
internal static class LabelFile
{
    public static readonly string[] Endings = [".svg", ".png"];

    public static bool IsKnown(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Replaces the file where it is there; makes its folder where that is not.</summary>
    public static void Write(string path, LabelContent content)
    {
        var code = Code(content);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase)) File.WriteAllText(path, SvgLabel.Draw(code, content));
        else File.WriteAllBytes(path, PngLabel.Draw(code, content));
    }

    // M stands the loss of an eighth of the code: labels get scratched.
    internal static QRCodeData Code(LabelContent content) => new QRCodeGenerator().CreateQrCode(content.Page.AbsoluteUri, QRCodeGenerator.ECCLevel.M);
}
