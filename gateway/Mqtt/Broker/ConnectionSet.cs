using System.Diagnostics.CodeAnalysis;

namespace Nanofleet.Mqtt.Broker;

/// <summary>All connections of a broker, at eight bytes each.</summary>
internal sealed class ConnectionSet
{
    private readonly Lock _gate = new();
    private readonly List<BrokerConnection> _all = [];

    public void Add(BrokerConnection connection)
    {
        lock (_gate)
        {
            connection.Index = _all.Count;
            _all.Add(connection);
        }
    }

    public void Remove(BrokerConnection connection)
    {
        lock (_gate)
        {
            var last = _all[^1];
            _all[connection.Index] = last;
            last.Index = connection.Index;
            _all.RemoveAt(_all.Count - 1);
        }
    }

    /// <summary>
    /// Walks through them from the last to the first, without a lock in between and without a copy; begin with an index
    /// beyond any. Who is there all the while is met at least once.
    /// </summary>
    public bool TryMoveDown(ref int index, [NotNullWhen(true)] out BrokerConnection? connection)
    {
        lock (_gate)
        {
            index = Math.Min(index, _all.Count) - 1;
            connection = index < 0 ? null : _all[index];
            return connection is not null;
        }
    }
}
