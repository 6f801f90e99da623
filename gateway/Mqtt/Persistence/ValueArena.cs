using System.Buffers;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>Memory for the values of one commit, taken in large pieces and given back together.</summary>
internal sealed class ValueArena
{
    private const int PieceSize = 64 * 1024;

    private readonly List<byte[]> _pieces = [];
    private int _used;

    /// <summary>Room for one value.</summary>
    public Memory<byte> Take(int size)
    {
        if (_pieces.Count == 0 || _pieces[^1].Length - _used < size)
        {
            _pieces.Add(ArrayPool<byte>.Shared.Rent(Math.Max(size, PieceSize)));
            _used = 0;
        }
        _used += size;
        return _pieces[^1].AsMemory(_used - size, size);
    }

    public void Clear()
    {
        foreach (var piece in _pieces) ArrayPool<byte>.Shared.Return(piece);
        _pieces.Clear();
        _used = 0;
    }
}
