using Nanofleet.Mqtt.Flow;

namespace Nanofleet.Mqtt.Broker;

/// <summary>The outputs that one publisher's messages were written to, flushed together when its input is used up.</summary>
internal sealed class FlushBatch
{
    private readonly List<ConnectionOutput> _outputs = [];

    public void Add(ConnectionOutput output)
    {
        if (_outputs.Count > 0 && _outputs[^1] == output) return;
        _outputs.Add(output);
    }

    public void Flush()
    {
        foreach (var output in _outputs) output.Flush();
        _outputs.Clear();
    }
}
