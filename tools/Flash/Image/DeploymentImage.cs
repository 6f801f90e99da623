using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Nanofleet.Nanoff;

namespace Nanofleet.Flash.Image;

/// <summary>
/// An application as it is deployed: .pe files one after another, each padded with zeros to four bytes. Read here only to know
/// which assemblies in which versions must be on the board afterwards. A .pe starts with a mark, 20 bytes of checksums
/// and flags, four 16-bit numbers of the version, the name as a place in its strings, and where each of its tables starts.
/// </summary>
internal sealed record DeploymentImage(FileInfo File, string Hash, IReadOnlyList<AssemblyOnBoard> Assemblies)
{
    private const int VersionAt = 28;
    private const int NameAt = 36;
    private const int TablesAt = 40;
    private const int Strings = 11;
    private const int End = 15;
    private const int HeaderLength = TablesAt + 16 * sizeof(uint);

    /// <summary>Strings that every nanoFramework knows are numbered down from here instead of being in the file.</summary>
    private const int KnownFrom = 0xFFFF;

    /// <summary>Those of them that are names of assemblies, by their number.</summary>
    private static readonly Dictionary<int, string> Known = new() { [0x01C0] = "System.Collections", [0x01D6] = "System.Text", [0x01D7] = "System.Threading", [0x032D] = "mscorlib" };

    private static ReadOnlySpan<byte> Mark => "NFMRK1\0\0"u8;

    /// <exception cref="NanoffException">The file is no image.</exception>
    public static DeploymentImage Read(FileInfo file)
    {
        var content = System.IO.File.ReadAllBytes(file.FullName);
        var assemblies = new List<AssemblyOnBoard>();
        for (var at = 0; at < content.Length;)
        {
            var rest = content.AsSpan(at);
            if (rest.Length < HeaderLength || !rest.StartsWith(Mark)) throw NoImage(file, at);
            var length = (int)Math.Min(Table(rest, End), int.MaxValue - 3);
            if (length < HeaderLength || length > rest.Length) throw NoImage(file, at);
            assemblies.Add(new AssemblyOnBoard(NameIn(rest[..length]) ?? throw NoImage(file, at), VersionIn(rest)));
            at += (length + 3) & ~3;
        }

        return assemblies.Count > 0 ? new DeploymentImage(file, Convert.ToHexStringLower(SHA256.HashData(content)), assemblies) : throw NoImage(file, 0);
    }

    private static uint Table(ReadOnlySpan<byte> assembly, int table) => BinaryPrimitives.ReadUInt32LittleEndian(assembly[(TablesAt + table * sizeof(uint))..]);

    private static Version VersionIn(ReadOnlySpan<byte> assembly) => new(Number(assembly, 0), Number(assembly, 1), Number(assembly, 2), Number(assembly, 3));

    private static int Number(ReadOnlySpan<byte> assembly, int index) => BinaryPrimitives.ReadUInt16LittleEndian(assembly[(VersionAt + index * sizeof(ushort))..]);

    private static string? NameIn(ReadOnlySpan<byte> assembly)
    {
        var name = BinaryPrimitives.ReadUInt16LittleEndian(assembly[NameAt..]);
        if (Known.TryGetValue(KnownFrom - name, out var known)) return known;
        var start = Table(assembly, Strings) + name;
        if (start >= assembly.Length) return null;
        var text = assembly[(int)start..];
        var end = text.IndexOf((byte)0);
        return end > 0 ? Encoding.UTF8.GetString(text[..end]) : null;
    }

    private static NanoffException NoImage(FileInfo file, int at) => new(
        $"{file.FullName} is no deployment image: at byte {at} no assembly of nanoFramework begins.",
        "take the .bin file of a release, or of device/App/bin/Release after a build.");
}
