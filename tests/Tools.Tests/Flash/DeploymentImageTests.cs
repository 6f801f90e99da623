using Nanofleet.Flash.Image;
using Nanofleet.Nanoff;

namespace Nanofleet.Tools.Tests.Flash;

/// <summary>What an image says of itself, so that it can be held against the board.</summary>
public sealed class DeploymentImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("image-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Image_tells_names_and_versions_of_its_assemblies()
    {
        var file = FakeImage.Write(_folder, "app.bin", ("mscorlib", "1.17.11.0"), ("Nanofleet.Device.App", "0.1.0.0"), ("A", "1.2.3.65535"));

        var image = DeploymentImage.Read(file);

        Assert.Equal(["mscorlib 1.17.11.0", "Nanofleet.Device.App 0.1.0.0", "A 1.2.3.65535"], image.Assemblies.Select(assembly => assembly.ToString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(200)]
    public void Image_is_refused_with_the_place_when_it_is_cut_off(int length)
    {
        var file = FakeImage.Write(_folder, "app.bin", ("mscorlib", "1.17.11.0"), ("Nanofleet.Device.App", "0.1.0.0"));
        using (var stream = file.Open(FileMode.Open)) stream.SetLength(length);

        var thrown = Assert.Throws<NanoffException>(() => DeploymentImage.Read(file));

        Assert.Contains($"at byte {(length > 132 ? 136 : 0)}", thrown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_is_refused_when_it_is_something_else()
    {
        var file = new FileInfo(Path.Combine(_folder, "nanoCLR.bin"));
        File.WriteAllBytes(file.FullName, new byte[4096]);

        Assert.Contains("is no deployment image", Assert.Throws<NanoffException>(() => DeploymentImage.Read(file)).Cause, StringComparison.Ordinal);
    }
}
