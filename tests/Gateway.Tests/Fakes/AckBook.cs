using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>The sender's side: which messages were answered, in which order and how.</summary>
public sealed class AckBook : IMqttAcknowledger
{
    private readonly Lock _gate = new();
    private readonly List<(uint Token, MqttReasonCode Reason)> _answers = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];
    private uint _next;

    public IReadOnlyList<(uint Token, MqttReasonCode Reason)> Answers
    {
        get { lock (_gate) return [.. _answers]; }
    }

    public IReadOnlyList<uint> Tokens => [.. Answers.Select(answer => answer.Token)];

    /// <summary>The acknowledgement of the next message; tokens count from 1.</summary>
    public MqttAcknowledgement Next() => new(this, ++_next);

    public void Complete(uint token, MqttReasonCode reason)
    {
        TaskCompletionSource[] reached;
        lock (_gate)
        {
            _answers.Add((token, reason));
            reached = [.. _waits.Where(wait => wait.Count <= _answers.Count).Select(wait => wait.Reached)];
        }

        foreach (var signal in reached) signal.TrySetResult();
    }

    public Task WaitForAsync(int count)
    {
        lock (_gate)
        {
            if (_answers.Count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((count, reached));
            return reached.Task.InTime();
        }
    }
}
