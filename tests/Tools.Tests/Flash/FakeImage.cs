using System.Buffers.Binary;
using System.Text;

namespace Nanofleet.Tools.Tests.Flash;

/// <summary>A deployment image with assemblies that hold nothing but their header and their name.</summary>
internal static class FakeImage
{
    private const int HeaderLength = 124;

    /// <summary>mscorlib's name is not in its file: it is among the strings that every board knows, by this number.</summary>
    private const ushort Mscorlib = 0xFFFF - 0x032D;

    public static FileInfo Write(string folder, string name, params (string Name, string Version)[] assemblies)
    {
        var file = new FileInfo(Path.Combine(folder, name));
        File.WriteAllBytes(file.FullName, [.. assemblies.SelectMany(one => Assembly(one.Name, Version.Parse(one.Version)))]);
        file.Refresh();
        return file;
    }

    private static byte[] Assembly(string name, Version version)
    {
        var strings = Encoding.UTF8.GetBytes($"\0{name}\0");
        var length = HeaderLength + strings.Length;
        var content = new byte[(length + 3) / 4 * 4];
        "NFMRK1\0\0"u8.CopyTo(content);
        int[] numbers = [version.Major, version.Minor, version.Build, version.Revision];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(28 + 2 * i), (ushort)numbers[i]);
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(36), name == "mscorlib" ? Mscorlib : (ushort)1);
        for (var table = 0; table < 16; table++) BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(40 + 4 * table), (uint)(table <= 11 ? HeaderLength : length));
        strings.CopyTo(content, HeaderLength);
        return content;
    }
}
