using Nanofleet.Contract;
using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Text;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>What became of a command, in words.</summary>
/// <param name="Json">The device's own words, where it gave any.</param>
public sealed record AnswerView(bool Good, string Title, string Text, string? Json = null)
{
    /// <summary>Just now, as the dispatcher says.</summary>
    public static AnswerView Of(string action, CommandResult result) => result.Outcome switch
    {
        CommandOutcome.Answered => Answered(action, Api.CommandAnswer.Of(result).State, result.Duration, result.ResponseJson),
        CommandOutcome.Accepted => Begun(action),
        CommandOutcome.TimedOut => Silent(action, result.Duration),
        _ => NotSent(result.Detail!),
    };

    /// <summary>As the database remembers it.</summary>
    public static AnswerView Of(CommandRecord command) => command.State switch
    {
        CommandState.Accepted => Begun(command.Action),
        CommandState.Done or CommandState.Failed or CommandState.Rejected => Answered(command.Action, command.State.ToString().ToLowerInvariant(), RoundTrip(command), command.ResponseJson),
        CommandState.Expired when command.AnsweredMs is not null => Answered(command.Action, CommandStates.Expired, RoundTrip(command), command.ResponseJson),
        _ => Silent(command.Action, TimeSpan.FromMilliseconds(command.ExpiresMs - command.CreatedMs)),
    };

    public static AnswerView NotSent(string problem) => new(false, "Not sent.", problem);

    /// <summary>The result or the error of a response, without its envelope.</summary>
    public static string? Inner(string? responseJson)
    {
        var response = new JsonMembers(responseJson);
        var error = response.Object("error");
        return error.Text("message") is { } message ? $"{error.Text("code")}: {message}" : response.Raw("error") ?? response.Raw("result");
    }

    private static AnswerView Answered(string action, string outcome, TimeSpan roundTrip, string? responseJson) =>
        new(outcome == CommandStates.Done, $"{action}: {outcome}.", $"The device answered in {Elapsed.Of(roundTrip)}.", Inner(responseJson));

    private static AnswerView Begun(string action) =>
        new(true, $"{action}: begun.", "The device has accepted it and takes a while; how it ends is shown among the recent commands.");

    private static AnswerView Silent(string action, TimeSpan waited) =>
        new(false, $"{action}: no answer.", $"The device said nothing within {Elapsed.Of(waited)}: it is offline or asleep, or its link is slow. A command that comes later than that is not carried out.");

    private static TimeSpan RoundTrip(CommandRecord command) =>
        TimeSpan.FromMilliseconds((command.AnsweredMs ?? command.CreatedMs) - command.CreatedMs);
}
