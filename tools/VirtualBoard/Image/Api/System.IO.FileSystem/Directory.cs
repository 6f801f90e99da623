using System.Collections.Generic;
using Nanofleet.VirtualBoard.Power;
using Nanofleet.VirtualBoard.Storage;

namespace System.IO;

public static class Directory
{
    public static bool Exists(string path)
    {
        var life = BoardLife.Current;
        return life.Do(() => life.Board.Storage.FolderExists(FlashPath.Parse(path)));
    }

    public static DirectoryInfo CreateDirectory(string path)
    {
        var life = BoardLife.Current;
        var name = FlashPath.Parse(path);
        life.Do(() =>
        {
            if (life.Board.Storage.Find(name) != null) throw new IOException($"'{path}' is a file.");
            for (var folder = name; folder.Length > 0; folder = FlashPath.Parent(folder)) life.Board.Storage.AddFolder(folder);
        });
        return new DirectoryInfo(path);
    }

    public static string[] GetFiles(string path) => List(path, (storage, name) => storage.FilesIn(name));

    public static string[] GetDirectories(string path) => List(path, (storage, name) => storage.FoldersIn(name));

    public static void Delete(string path) => Delete(path, false);

    public static void Delete(string path, bool recursive)
    {
        var life = BoardLife.Current;
        var name = FlashPath.Parse(path);
        life.Do(() =>
        {
            if (name.Length == 0 || !life.Board.Storage.FolderExists(name)) throw new IOException($"No folder '{path}'.");
            DeleteWithin(life.Board.Storage, name, recursive);
        });
    }

    private static void DeleteWithin(BoardStorage storage, string folder, bool recursive)
    {
        var files = new List<string>(storage.FilesIn(folder));
        var folders = new List<string>(storage.FoldersIn(folder));
        if (!recursive && files.Count + folders.Count > 0) throw new IOException($"'{folder}' is not empty.");
        foreach (var file in files) storage.RemoveFile(file);
        foreach (var inner in folders) DeleteWithin(storage, inner, true);
        storage.RemoveFolder(folder);
    }

    private static string[] List(string path, Func<BoardStorage, string, IEnumerable<string>> names)
    {
        var life = BoardLife.Current;
        var folder = FlashPath.Parse(path);
        return life.Do(() =>
        {
            if (!life.Board.Storage.FolderExists(folder)) throw new IOException($"No folder '{path}'.");
            var found = new List<string>();
            foreach (var name in names(life.Board.Storage, folder)) found.Add(FlashPath.ToDrive(name));
            return found.ToArray();
        });
    }
}
