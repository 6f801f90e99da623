namespace Nanofleet.Gateway.Store.Batch;

/// <summary>What a board answered to a command that was still open.</summary>
/// <param name="AnsweredMs">Null while it has only begun.</param>
internal readonly record struct CommandAnswer(int DeviceKey, string RequestId, CommandState State, string Json, long? AnsweredMs);
