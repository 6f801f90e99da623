namespace Nanofleet.Gateway.Ui.Live;

/// <summary>A part of a page that may have changed.</summary>
/// <param name="Name">The event that the part listens to, its attribute sse-swap.</param>
/// <param name="Signature">Equal as long as there is nothing to send.</param>
internal sealed record Fragment(string Name, string Signature, string Content);
