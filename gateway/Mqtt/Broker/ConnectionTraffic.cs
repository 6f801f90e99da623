using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// What has gone through one connection. Counted by whoever reads or writes it anyway, without a word to others, and
/// added up when somebody looks; 32 bits are enough between two looks.
/// </summary>
internal struct ConnectionTraffic
{
    private uint _packetsIn;
    private uint _bytesIn;
    private uint _toldPacketsIn;
    private uint _toldBytesIn;
    private uint _toldPacketsOut;
    private uint _toldBytesOut;

    /// <summary>A packet came; called by the reading loop only.</summary>
    public void Received(int bodyLength)
    {
        _packetsIn++;
        _bytesIn += (uint)(1 + VariableByteInteger.Size((uint)bodyLength) + bodyLength);
    }

    /// <summary>Adds the difference since the last time; called by one thread at a time.</summary>
    public void AddTo(MqttBrokerCounters counters, (uint Packets, uint Bytes) written)
    {
        var (packetsIn, bytesIn) = (_packetsIn, _bytesIn);
        counters.AddTraffic(packetsIn - _toldPacketsIn, bytesIn - _toldBytesIn, written.Packets - _toldPacketsOut, written.Bytes - _toldBytesOut);
        (_toldPacketsIn, _toldBytesIn, _toldPacketsOut, _toldBytesOut) = (packetsIn, bytesIn, written.Packets, written.Bytes);
    }
}
