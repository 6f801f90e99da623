using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace Nanofleet.Gateway.Ui.Assets;

/// <summary>
/// The files of wwwroot, read once from the assembly they were built into: they are found wherever the gateway runs,
/// as a service, inside a test or inside the demo.
/// </summary>
internal sealed class AssetLibrary
{
    private const string Prefix = "wwwroot/";
    private readonly Dictionary<string, Asset> _assets;

    public AssetLibrary()
        : this(typeof(AssetLibrary).Assembly)
    {
    }

    private AssetLibrary(Assembly assembly) => _assets = assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => Load(assembly, name))
        .ToDictionary(asset => asset.Path, StringComparer.Ordinal);

    /// <summary>False where npm was missing when the gateway was built: pages then do without script.</summary>
    public bool HasScript => _assets.ContainsKey("lib/htmx.min.js");

    public Asset? Find(string path) => _assets.GetValueOrDefault(path);

    /// <summary>The address of a file that is known to be there.</summary>
    public string Url(string path) => $"/assets/{path}?v={_assets[path].Version}";

    private static Asset Load(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var content = memory.ToArray();
        var version = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
        return new Asset(name[Prefix.Length..], ContentTypeOf(name), version, content, Compress(content));
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private static byte[] Compress(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal)) gzip.Write(content);
        return memory.ToArray();
    }
}
