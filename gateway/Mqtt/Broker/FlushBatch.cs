using Nanofleet.Mqtt.Flow;

namespace Nanofleet.Mqtt.Broker;

/// <summary>The outputs that one publisher's messages were written to, flushed together when its input is used up.</summary>
internal sealed class FlushBatch
{
    private List<ConnectionOutput>? _outputs;

    public void Add(ConnectionOutput output)
    {
        _outputs ??= [];
        if (_outputs.Count > 0 && _outputs[^1] == output) return;
        _outputs.Add(output);
    }

    public void Flush()
    {
        if (_outputs is null) return;
        foreach (var output in _outputs) output.Flush();
        _outputs.Clear();
    }
}
