using Nanofleet.Contract.Improv;

namespace Nanofleet.Provision.Improv;

/// <summary>
/// Brings an object of settings onto the board by our own frames. It goes on where the board says that it is, so a repeat after
/// a pulled cable sends only the rest; nothing on the board changes before it has said that all is well.
/// </summary>
internal sealed class SettingsSender(ImprovClient client, ImprovLine line, ImprovPatience patience)
{
    private readonly List<string> _faults = [];

    /// <summary>What the board says of itself, and how many bytes it takes; null where it knows no such frames.</summary>
    public SettingsAnswer? Describe()
    {
        var boardSawDamage = false;
        for (var tries = 0; tries < patience.Tries; tries++)
        {
            line.Send(SettingsRequest.Describe(line.Writer));
            for (var deadline = line.Deadline(patience.Answer); line.Next(deadline);)
            {
                if (SettingsAnswer.Read(line.Frame) is { Step: SettingsSteps.Describe, Outcome: SettingsOutcomes.Done } answer) return answer;
                if (line.Frame is not { Type: ImprovTypes.ErrorState, DataLength: > 0 }) continue;
                if (line.Frame[0] == ImprovErrors.UnknownCommand) return null;
                boardSawDamage |= line.Frame[0] == ImprovErrors.InvalidPacket;
            }
        }

        return boardSawDamage || line.Damaged > 0 ? throw ImprovFaults.Damaged(line.Port) : null;
    }

    /// <param name="room">As of <see cref="Describe"/>.</param>
    public void Send(byte[] json, int room)
    {
        if (json.Length > room) throw ImprovFaults.TooLarge(json.Length, room);
        var outcome = SettingsOutcomes.NotBegun;
        for (var tries = 0; tries < patience.Tries && outcome != SettingsOutcomes.Done; tries++) outcome = SendOnce(json);
        if (outcome == SettingsOutcomes.NotBegun) throw ImprovFaults.Forgets(line.Port);
        if (outcome != SettingsOutcomes.Done) throw ImprovFaults.Damaged(line.Port);
    }

    // Not done where it has to begin anew: the board restarted, or has something else than was sent.
    private byte SendOnce(byte[] json)
    {
        var (outcome, offset) = Step(SettingsSteps.Begin, () => SettingsRequest.Begin(line.Writer, json));
        if (outcome == SettingsOutcomes.TooLarge) throw ImprovFaults.TooLarge(json.Length, offset);
        var most = 3 * (json.Length / SettingsAnswer.ChunkLength + 1); // a board that asks for the same piece for ever has none of it
        for (var chunks = 0; chunks < most && outcome is SettingsOutcomes.Done or SettingsOutcomes.Gap && offset < json.Length; chunks++)
        {
            var from = offset;
            (outcome, offset) = Step(SettingsSteps.Chunk, () => SettingsRequest.Chunk(line.Writer, json, from));
        }

        if (outcome is SettingsOutcomes.Done) (outcome, _) = Step(SettingsSteps.Commit, () => SettingsRequest.Commit(line.Writer, json));
        return outcome switch
        {
            SettingsOutcomes.Done or SettingsOutcomes.NotBegun or SettingsOutcomes.Damaged or SettingsOutcomes.Gap => outcome,
            SettingsOutcomes.Refused => throw ImprovFaults.SettingsRefused(_faults),
            SettingsOutcomes.NotKept => throw ImprovFaults.NotKept(),
            _ => throw ImprovFaults.Confused(line.Port, $"outcome {outcome:X2} of the settings"),
        };
    }

    private (byte Outcome, int Offset) Step(byte step, Func<ImprovWriter> make)
    {
        var busyUntil = line.Deadline(patience.Busy);
        while (true)
        {
            var answer = client.Exchange("the settings", make, patience.Answer, frame => Answer(frame, step), restart: _faults.Clear);
            if (answer.Outcome != SettingsOutcomes.Busy) return answer;
            client.WaitOutBusy(busyUntil);
        }
    }

    private (byte Outcome, int Offset)? Answer(ImprovDecoder frame, byte step)
    {
        if (SettingsAnswer.Read(frame) is not { } answer || answer.Step != step) return null;
        if (answer.Outcome != SettingsOutcomes.Fault) return (answer.Outcome, answer.Offset);
        _faults.Add(answer.Sentence.StartsWith(answer.Name, StringComparison.Ordinal) ? answer.Sentence : $"{answer.Name} {answer.Sentence}");
        return null;
    }
}
