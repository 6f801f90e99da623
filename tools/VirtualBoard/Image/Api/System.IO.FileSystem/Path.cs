namespace System.IO;

/// <summary>Pure text, with the board's backslash whatever the host is.</summary>
public static class Path
{
    public static readonly char DirectorySeparatorChar = '\\';
    public static readonly char AltDirectorySeparatorChar = '/';
    public static readonly char VolumeSeparatorChar = ':';
    public static readonly char PathSeparator = ';';

    public static string Combine(string path1, string path2)
    {
        if (path1 == null || path2 == null) throw new ArgumentNullException();
        if (path2.Length == 0) return path1;
        if (path1.Length == 0 || IsPathRooted(path2)) return path2;
        return IsSeparator(path1[path1.Length - 1]) ? path1 + path2 : path1 + DirectorySeparatorChar + path2;
    }

    public static string GetFileName(string path) => path?.Substring(StartOfName(path));

    public static string GetFileNameWithoutExtension(string path) => path == null ? null : GetFileName(ChangeExtension(path, null));

    public static string GetExtension(string path) => path == null ? null : HasExtension(path) ? path.Substring(StartOfExtension(path)) : "";

    public static string GetDirectoryName(string path)
    {
        if (path == null || path == GetPathRoot(path)) return null;
        var end = StartOfName(path) - 1;
        return end < GetPathRoot(path).Length ? GetPathRoot(path) : path.Substring(0, end);
    }

    public static string GetPathRoot(string path)
    {
        if (path == null) return null;
        if (path.Length > 1 && path[1] == VolumeSeparatorChar) return path.Substring(0, path.Length > 2 && IsSeparator(path[2]) ? 3 : 2);
        return path.Length > 0 && IsSeparator(path[0]) ? path.Substring(0, 1) : "";
    }

    public static bool IsPathRooted(string path) => path != null && GetPathRoot(path).Length > 0;

    public static bool HasExtension(string path) => path != null && StartOfExtension(path) is var dot && dot >= 0 && dot < path.Length - 1;

    public static string ChangeExtension(string path, string extension)
    {
        if (path == null) return null;
        var dot = StartOfExtension(path);
        var stem = dot >= 0 ? path.Substring(0, dot) : path;
        return extension == null ? stem : extension.StartsWith(".") ? stem + extension : stem + "." + extension;
    }

    private static bool IsSeparator(char c) => c == DirectorySeparatorChar || c == AltDirectorySeparatorChar;

    private static int StartOfName(string path)
    {
        var i = path.Length;
        while (i > 0 && !IsSeparator(path[i - 1]) && path[i - 1] != VolumeSeparatorChar) i--;
        return i;
    }

    private static int StartOfExtension(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot >= StartOfName(path) ? dot : -1;
    }
}
