namespace Nanofleet.Benchmarks.Peers;

/// <summary>What a receiving client got; read by another thread.</summary>
internal sealed class ReceiveCount
{
    private long _count;

    public long Value => Volatile.Read(ref _count);

    /// <summary>One thread at a time calls this.</summary>
    public void Add() => Volatile.Write(ref _count, _count + 1);
}
