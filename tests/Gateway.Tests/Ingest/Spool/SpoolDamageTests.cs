using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Ingest.Spool;

/// <summary>A file that a crash cut off or a disk damaged, at every byte of it: nothing whole is lost, nothing is invented, nothing passed over in silence.</summary>
public sealed class SpoolDamageTests : IDisposable
{
    private const int Count = 6;
    private readonly SpoolDirectory _folder = new();
    private readonly string[] _texts = [.. SpoolDirectory.Messages(1, Count).Select(MessageSpoolTests.Text)];
    private readonly byte[] _whole;
    private readonly string _file;
    private readonly int _recordBytes;

    public SpoolDamageTests()
    {
        using (var spool = _folder.Open()) spool.Append(SpoolDirectory.Messages(1, Count));
        _file = Assert.Single(_folder.Files);
        _whole = File.ReadAllBytes(_file);
        _recordBytes = _whole.Length / Count;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_cut_off_at_any_byte_gives_every_whole_message_before_and_takes_more()
    {
        for (var cut = 0; cut <= _whole.Length; cut++)
        {
            Put(_whole[..cut]);
            using var spool = _folder.Open();
            var whole = cut / _recordBytes;
            Assert.Equal((whole, cut % _recordBytes), ((int)spool.Counts.Messages, (int)spool.CutBytes));

            spool.Append(SpoolDirectory.Messages(Count + 1, 1));

            Assert.Equal([.. _texts[..whole], MessageSpoolTests.Text(SpoolDirectory.Message(Count + 1))], ReadAll(spool, out var damages));
            Assert.Empty(damages);
        }
    }

    [Fact]
    public void A_byte_damaged_anywhere_costs_no_message_but_its_own_and_is_named()
    {
        for (var at = 0; at < _whole.Length; at++)
        {
            var bytes = _whole.ToArray();
            bytes[at] ^= 0x10;
            Put(bytes);
            using var spool = _folder.Open();
            var hit = at / _recordBytes;

            var read = ReadAll(spool, out var damages);

            Assert.Equal([.. _texts[..hit], .. _texts[(hit + 1)..]], read);
            if (hit == Count - 1)
            {
                Assert.Equal(_recordBytes, spool.CutBytes); // the last one may as well be a write that a crash broke off
                continue;
            }

            var damage = Assert.Single(damages);
            Assert.Equal((_file, (long)hit * _recordBytes, (long)_recordBytes), (damage.File, damage.Offset, damage.Bytes));
            Assert.Equal(bytes[(hit * _recordBytes)..((hit + 1) * _recordBytes)], damage.Beginning);
            Assert.Equal(1, spool.Counts.Damaged);
            Assert.True(spool.IsEmpty);
        }
    }

    [Fact]
    public void Bytes_that_are_nothing_at_the_end_of_an_earlier_file_are_named()
    {
        File.AppendAllText(_file, "nonsense");
        File.WriteAllBytes(_file.Replace("000001", "000002"), _whole);
        using var spool = _folder.Open();

        Assert.Equal([.. _texts, .. _texts], ReadAll(spool, out var damages));

        Assert.Equal((_file, (long)_whole.Length, 8L), (Assert.Single(damages).File, damages[0].Offset, damages[0].Bytes));
        Assert.Equal(0, spool.CutBytes);
    }

    [Fact]
    public void Random_bytes_in_between_are_one_damage_and_all_around_is_read()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var at = random.Next(Count) * _recordBytes;
            var noise = new byte[random.Next(1, 300)];
            random.NextBytes(noise);
            Put([.. _whole[..at], .. noise, .. _whole[at..]]);
            using var spool = _folder.Open();

            Assert.Equal(_texts, ReadAll(spool, out var damages));
            Assert.Equal(noise, Assert.Single(damages).Beginning);
        }
    }

    /// <summary>The only file there is.</summary>
    private void Put(byte[] content)
    {
        foreach (var file in _folder.Files) File.Delete(file);
        File.WriteAllBytes(_file, content);
    }

    private static string[] ReadAll(MessageSpool spool, out List<SpoolDamage> damages)
    {
        List<string> read = [];
        damages = [];
        while (spool.Peek(3) is { } piece)
        {
            read.AddRange(piece.Entries.Where(entry => entry.Message is not null).Select(entry => MessageSpoolTests.Text(entry.Message!.Value)));
            damages.AddRange(piece.Entries.Select(entry => entry.Damage).OfType<SpoolDamage>());
            spool.Release(piece);
        }

        return [.. read];
    }
}
