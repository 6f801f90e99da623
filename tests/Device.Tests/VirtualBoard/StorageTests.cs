extern alias firmware;

using Nanofleet.VirtualBoard;
using NanoIO = firmware::System.IO;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>Drive I: keeps what was closed or flushed, whatever happens to the power.</summary>
public sealed class StorageTests : IDisposable
{
    private readonly Board _board = new();

    [Fact]
    public async Task Files_survive_the_power()
    {
        await _board.RunAsync(() => NanoIO.File.WriteAllText(@"I:\settings.json", "{}"));
        _board.PullPower();

        string? read = null;
        await _board.RunAsync(() => read = NanoIO.File.ReadAllText(@"I:\settings.json"));

        Assert.Equal("{}", read);
    }

    [Fact]
    public async Task A_write_that_was_neither_flushed_nor_closed_is_cut_at_some_byte_of_its_own()
    {
        var text = new string('x', 100) + new string('y', 100);
        var lengths = new List<int>();
        for (var seed = 1; seed <= 20; seed++)
        {
            using var board = new Board(new BoardOptions { Seed = seed });
            await board.RunAsync(() =>
            {
                var stream = new NanoIO.FileStream(@"I:\log", FileMode.Create);
                stream.Write(Bytes(text[..100]), 0, 100);
                stream.Flush();
                stream.Write(Bytes(text[100..]), 0, 100);
            });

            board.PullPower();

            var left = board.Storage.ReadAllText(@"I:\log")!;
            Assert.StartsWith(left, text, StringComparison.Ordinal);
            lengths.Add(left.Length);
        }

        Assert.All(lengths, length => Assert.InRange(length, 100, 200));
        Assert.True(lengths.Distinct().Count() > 10, string.Join(' ', lengths));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public async Task Power_that_goes_during_a_write_leaves_exactly_the_bytes_before_it(int bytes)
    {
        _board.Storage.WriteAllText(@"I:\other", "old");
        _board.PullPowerAfterWriting(bytes);
        var stopped = new Signal();
        _board.Stopped += (_, _) => stopped.Set();

        _board.PowerOn(() =>
        {
            NanoIO.File.WriteAllText(@"I:\record", "0123456789");
            NanoIO.File.WriteAllText(@"I:\other", "new");
        });
        await stopped.WaitAsync();

        Assert.Equal("0123456789"[..bytes], _board.Storage.ReadAllText(@"I:\record"));
        Assert.Equal("old", _board.Storage.ReadAllText(@"I:\other"));
    }

    [Fact]
    public async Task Two_boards_do_not_see_each_others_files()
    {
        using var other = new Board(new BoardOptions { Name = "other" });
        await _board.RunAsync(() => NanoIO.File.WriteAllText(@"I:\mine", "1"));

        Assert.False(other.Storage.Exists(@"I:\mine"));
        Assert.True(_board.Storage.Exists(@"I:\mine"));
    }

    [Fact]
    public async Task A_folder_of_the_host_keeps_the_files_beyond_the_process()
    {
        var folder = Directory.CreateTempSubdirectory("board").FullName;
        using (var first = new Board(new BoardOptions { StorageFolder = folder }))
            await first.RunAsync(() =>
            {
                NanoIO.Directory.CreateDirectory(@"I:\out\box");
                NanoIO.File.WriteAllText(@"I:\out\box\1", "one");
                NanoIO.File.WriteAllText(@"I:\gone", "");
                NanoIO.File.Delete(@"I:\gone");
                NanoIO.File.WriteAllText(@"I:\old", "moved");
                NanoIO.File.Move(@"I:\old", @"I:\new");
            });

        using var second = new Board(new BoardOptions { StorageFolder = folder });

        Assert.Equal([@"I:\new", @"I:\out\box\1"], second.Storage.Files);
        Assert.Equal("one", second.Storage.ReadAllText(@"I:\out\box\1"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_full_flash_refuses_and_keeps_what_it_has()
    {
        using var board = new Board(new BoardOptions { StorageBytes = 10 });
        Exception? refusal = null;
        await board.RunAsync(() =>
        {
            NanoIO.File.WriteAllText(@"I:\a", "12345678");
            refusal = Record.Exception(() => NanoIO.File.WriteAllText(@"I:\b", "123"));
        });

        Assert.IsType<IOException>(refusal);
        Assert.Equal(8, board.Storage.UsedBytes);
        Assert.Equal("12345678", board.Storage.ReadAllText(@"I:\a"));
    }

    [Fact]
    public async Task Files_and_folders_are_listed_with_their_drive()
    {
        string[] files = [], folders = [];
        await _board.RunAsync(() =>
        {
            NanoIO.Directory.CreateDirectory(@"I:\box");
            NanoIO.File.WriteAllText(@"I:\box\b", "");
            NanoIO.File.WriteAllText(@"I:\box\a", "");
            files = NanoIO.Directory.GetFiles(@"I:\box");
            folders = NanoIO.Directory.GetDirectories(@"I:\");
        });

        Assert.Equal([@"I:\box\a", @"I:\box\b"], files);
        Assert.Equal([@"I:\box"], folders);
    }

    [Fact]
    public async Task A_missing_file_and_another_drive_are_io_errors()
    {
        Exception? missing = null, drive = null;
        await _board.RunAsync(() =>
        {
            missing = Record.Exception(() => NanoIO.File.ReadAllBytes(@"I:\none"));
            drive = Record.Exception(() => NanoIO.File.WriteAllText(@"D:\x", "1"));
        });

        Assert.IsType<IOException>(missing);
        Assert.IsType<IOException>(drive);
    }

    [Fact]
    public async Task Writing_in_the_middle_and_appending_keep_the_rest()
    {
        await _board.RunAsync(() =>
        {
            NanoIO.File.WriteAllText(@"I:\f", "0123456789");
            using (var stream = NanoIO.File.OpenWrite(@"I:\f"))
            {
                stream.Seek(3, SeekOrigin.Begin);
                stream.Write(Bytes("abc"), 0, 3);
            }
            NanoIO.File.AppendAllText(@"I:\f", "!");
        });

        Assert.Equal("012abc6789!", _board.Storage.ReadAllText(@"I:\f"));
    }

    public void Dispose() => _board.Dispose();

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
