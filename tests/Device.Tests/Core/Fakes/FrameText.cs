namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>What a frame of the board says, in one line: <c>state 2</c>, <c>error 0</c>, <c>result 3 Nanofleet 0.1.0 …</c>, <c>settings 4 1 0 name sentence</c>.</summary>
internal static class FrameText
{
    public static string Of(ImprovDecoder frame)
    {
        if (frame.IsDamaged) return "damaged";
        switch (frame.Type)
        {
            case ImprovTypes.CurrentState: return $"state {frame[0]}";
            case ImprovTypes.ErrorState: return $"error {frame[0]}";
            case ImprovTypes.Result:
                Assert.True(ImprovMessage.TryCommand(frame, out var command));
                return string.Join(' ', ["result", command.ToString(), .. ImprovMessage.Texts(frame)]);
            case ImprovTypes.SettingsAnswer:
                var answer = SettingsAnswer.Read(frame);
                return string.Join(' ', ["settings", answer.Step.ToString(), answer.Outcome.ToString(), answer.Offset.ToString(), .. answer.Texts.Where(text => text.Length > 0)]);
            default: return $"type {frame.Type}";
        }
    }
}
