using Microsoft.Win32.SafeHandles;
using Nanofleet.Gateway.Faults;

namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>
/// One file of the spool: records one behind another, each write synchronised before it counts. A write that fails is cut
/// off again. After a failed synchronisation the file takes no more: what its pages hold then is not known.
/// </summary>
internal sealed class SpoolSegment(string path, string spoolId, long number, SafeFileHandle file, IFaultPoints faults) : IDisposable
{
    public string Path => path;

    public string SpoolId => spoolId;

    public long Number => number;

    /// <summary>Bytes that are on the disk for certain.</summary>
    public long Length { get; private set; }

    /// <summary>Messages in it, those included that have been brought in since the process began.</summary>
    public long Messages { get; private set; }

    /// <summary>No more may be added.</summary>
    public bool IsSealed { get; private set; }

    /// <summary>What an earlier process left: counts its messages. Bytes at the end that are no record were never acknowledged; in the last file they are cut off.</summary>
    /// <returns>How many bytes were cut off.</returns>
    public long Recover(bool isLast)
    {
        var bytes = ReadAll(RandomAccess.GetLength(file));
        var end = 0;
        for (var at = SpoolRecord.Find(bytes, 0); at >= 0; at = SpoolRecord.Find(bytes, end))
        {
            SpoolRecord.TryRead(bytes.AsSpan(at), out _, out var size);
            end = at + size;
            Messages++;
        }

        if (isLast && end < bytes.Length) RandomAccess.SetLength(file, end);
        Length = isLast ? end : bytes.Length;
        return bytes.Length - Length;
    }

    /// <summary>Adds whole records. Throws an IOException, and has added nothing then.</summary>
    public void Append(ReadOnlySpan<byte> records, int messages)
    {
        var synchronising = false;
        try
        {
            RandomAccess.Write(file, records, Length);
            faults.Reach(FaultPoint.AfterSpoolWrite);
            synchronising = true;
            RandomAccess.FlushToDisk(file);
        }
        catch (IOException)
        {
            IsSealed = synchronising || !TryCut();
            throw;
        }

        faults.Reach(FaultPoint.AfterSpoolSync);
        Length += records.Length;
        Messages += messages;
    }

    /// <summary>All that is certain.</summary>
    public byte[] ReadAll() => ReadAll(Length);

    public void Dispose() => file.Dispose();

    private bool TryCut()
    {
        try
        {
            RandomAccess.SetLength(file, Length);
            return true;
        }
        catch (IOException)
        {
            return false; // what is too much was never acknowledged: to store it all the same does no harm
        }
    }

    private byte[] ReadAll(long length)
    {
        var bytes = new byte[length];
        var read = 0;
        while (read < bytes.Length)
        {
            var more = RandomAccess.Read(file, bytes.AsSpan(read), read);
            if (more == 0) break; // shorter than it was: what is missing reads as damage
            read += more;
        }

        return bytes;
    }
}
