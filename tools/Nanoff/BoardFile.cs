namespace Nanofleet.Nanoff;

/// <summary>A file for the board's flash.</summary>
/// <param name="OnBoard">Its name there, such as <c>I:\nanofleet.json</c>.</param>
/// <param name="Content">What stands in it; null deletes it.</param>
public sealed record BoardFile(string OnBoard, byte[]? Content);
