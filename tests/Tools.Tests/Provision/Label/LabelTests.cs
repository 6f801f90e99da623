using Nanofleet.Provision.Label;

namespace Nanofleet.Tools.Tests.Provision.Label;

public sealed class LabelTests : IDisposable
{
    private static readonly Uri Gateway = new("https://gateway.local:5443");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nf-label-");

    [Fact]
    public async Task The_code_on_an_image_reads_as_the_page_of_the_device()
    {
        if (ToolProcess.Find("zbarimg") is null) Assert.Skip("zbarimg (package zbar-tools) is not installed: nothing here can read a QR code");
        var file = Write("label.png", LabelContent.Of(Gateway, "kitchen-2_A", "24:6F:28:AB:CD:EF"));
        await using var reader = ToolProcess.Start("zbarimg", ["--quiet", "--raw", "--nodbus", file]);
        Assert.Equal(0, await reader.WaitForExitAsync());
        Assert.Equal("https://gateway.local:5443/devices/kitchen-2_A", reader.Lines[0]);
    }

    [Fact]
    public void A_drawing_has_the_modules_of_the_code_and_the_lines_below_it()
    {
        var content = LabelContent.Of(Gateway, "kitchen", "24:6F:28:AB:CD:EF");
        var svg = File.ReadAllText(Write("label.svg", content));

        var code = LabelFile.Code(content).ModuleMatrix;
        var dark = SvgPath.Modules(svg, code.Count);
        for (var y = 0; y < code.Count; y++)
            for (var x = 0; x < code.Count; x++) Assert.Equal(code[y][x], dark[y, x]);
        Assert.Equal(["kitchen", "24:6F:28:AB:CD:EF", "gateway.local:5443"], SvgPath.Texts(svg));
    }

    [Fact]
    public void A_line_is_left_out_when_the_address_of_the_board_is_not_known() =>
        Assert.Equal(["kitchen", "gateway.local:5443"], SvgPath.Texts(File.ReadAllText(Write("label.svg", LabelContent.Of(Gateway, "kitchen", null)))));

    [Fact]
    public void The_longest_id_fits_on_both_kinds()
    {
        var content = LabelContent.Of(Gateway, new string('m', 64), "24:6F:28:AB:CD:EF");
        Assert.NotEqual(0, new FileInfo(Write("label.png", content)).Length);
        Assert.Contains(new string('m', 64), File.ReadAllText(Write("label.svg", content)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string name, LabelContent content)
    {
        var path = Path.Combine(_folder.FullName, "labels", name);
        LabelFile.Write(path, content);
        return path;
    }
}
