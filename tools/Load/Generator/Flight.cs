namespace Nanofleet.Load.Generator;

/// <summary>One message on its way.</summary>
/// <param name="Since">When it was due to be sent, as a timestamp of Stopwatch: what it waited for in the generator is its latency too.</param>
/// <param name="TakenMs">When its readings were taken, Unix milliseconds: a copy says the same as the first.</param>
internal readonly record struct Flight(int Board, long Seq, long Since, long TakenMs);
