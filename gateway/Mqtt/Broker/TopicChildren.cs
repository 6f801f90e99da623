using System.Diagnostics.CodeAnalysis;

namespace Nanofleet.Mqtt.Broker;

/// <summary>The next levels below a node of a topic tree. Most nodes have none or one, which take no dictionary.</summary>
internal struct TopicChildren<TNode> where TNode : class
{
    private byte[]? _onlyLevel;
    private TNode? _only;
    private Dictionary<byte[], TNode>? _many;

    public readonly bool IsEmpty => _only is null && (_many is null || _many.Count == 0);

    public readonly bool TryGet(ReadOnlySpan<byte> level, [NotNullWhen(true)] out TNode? node)
    {
        if (_many is not null) return _many.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(level, out node);
        node = _only is not null && level.SequenceEqual(_onlyLevel) ? _only : null;
        return node is not null;
    }

    public void Add(ReadOnlySpan<byte> level, TNode node)
    {
        if (_many is null && _only is null)
        {
            _onlyLevel = level.ToArray();
            _only = node;
            return;
        }
        if (_many is null)
        {
            _many = new Dictionary<byte[], TNode>(TopicLevelComparer.Instance) { [_onlyLevel!] = _only! };
            _onlyLevel = null;
            _only = null;
        }
        _many.Add(level.ToArray(), node);
    }

    public void Remove(ReadOnlySpan<byte> level)
    {
        if (_many is not null) _many.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(level);
        else if (level.SequenceEqual(_onlyLevel)) (_onlyLevel, _only) = (null, null);
    }

    /// <summary>All children with their levels.</summary>
    public readonly IEnumerable<KeyValuePair<byte[], TNode>> All()
    {
        if (_many is not null) return _many;
        return _only is null ? [] : [new(_onlyLevel!, _only)];
    }
}
