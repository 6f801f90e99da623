using System.Text;
using Nanofleet.VirtualBoard.Power;
using Nanofleet.VirtualBoard.Storage;

namespace System.IO;

public static class File
{
    public static bool Exists(string path)
    {
        var life = BoardLife.Current;
        return life.Do(() => life.Board.Storage.Find(FlashPath.Parse(path)) != null);
    }

    public static FileStream Open(string path, FileMode mode) => new FileStream(path, mode);

    public static FileStream Open(string path, FileMode mode, FileAccess access) => new FileStream(path, mode, access);

    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share) => new FileStream(path, mode, access, share);

    public static FileStream OpenRead(string path) => new FileStream(path, FileMode.Open, FileAccess.Read);

    public static FileStream OpenWrite(string path) => new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);

    public static StreamReader OpenText(string path) => new StreamReader(OpenRead(path));

    public static StreamWriter AppendText(string path) => new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write));

    public static FileStream Create(string path) => new FileStream(path, FileMode.Create);

    public static FileStream Create(string path, int bufferSize) => Create(path);

    public static byte[] ReadAllBytes(string path)
    {
        using var stream = OpenRead(path);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes, 0, bytes.Length);
        return bytes;
    }

    public static string ReadAllText(string path) => Encoding.UTF8.GetString(ReadAllBytes(path));

    public static void WriteAllBytes(string path, byte[] bytes)
    {
        using var stream = Create(path);
        stream.Write(bytes, 0, bytes.Length);
    }

    public static void WriteAllText(string path, string contents) => WriteAllBytes(path, Encoding.UTF8.GetBytes(contents));

    public static void AppendAllText(string path, string contents)
    {
        var bytes = Encoding.UTF8.GetBytes(contents);
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write);
        stream.Write(bytes, 0, bytes.Length);
    }

    public static void Copy(string sourceFileName, string destFileName) => Copy(sourceFileName, destFileName, false);

    public static void Copy(string sourceFileName, string destFileName, bool overwrite)
    {
        if (!overwrite && Exists(destFileName)) throw new IOException($"'{destFileName}' exists.");
        WriteAllBytes(destFileName, ReadAllBytes(sourceFileName));
    }

    public static void Delete(string path)
    {
        var life = BoardLife.Current;
        life.Do(() => life.Board.Storage.RemoveFile(FlashPath.Parse(path)));
    }

    public static void Move(string sourceFileName, string destFileName)
    {
        var life = BoardLife.Current;
        var (from, to) = (FlashPath.Parse(sourceFileName), FlashPath.Parse(destFileName));
        life.Do(() =>
        {
            var storage = life.Board.Storage;
            if (storage.Find(from) == null) throw new IOException($"No file '{sourceFileName}'.");
            if (storage.Find(to) != null) throw new IOException($"'{destFileName}' exists.");
            if (!storage.FolderExists(FlashPath.Parent(to))) throw new IOException($"No folder for '{destFileName}'.");
            storage.MoveFile(from, to);
        });
    }
}
