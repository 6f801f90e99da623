namespace Nanofleet.Gateway.Ui.Assets;

/// <summary>A file of the pages, held in memory as it goes over the wire.</summary>
/// <param name="Path">Below wwwroot, with forward slashes.</param>
/// <param name="Version">Changes with the content: it makes the address of a file that browsers may keep for ever.</param>
internal sealed record Asset(string Path, string ContentType, string Version, byte[] Content, byte[] Compressed);
