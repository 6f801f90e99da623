using System.Text;
using System.Text.Json;
using Nanofleet.Nanoff;

namespace Nanofleet.Flash.Board;

/// <summary>The files for the board that a settings file stands for: itself, and the certificate that it names.</summary>
internal static class BoardSettings
{
    /// <summary>Where the firmware looks.</summary>
    public const string OnBoard = @"I:\nanofleet.json";

    /// <exception cref="NanoffException">It is no JSON object, or the certificate is not there.</exception>
    public static IReadOnlyList<BoardFile> Read(FileInfo settings)
    {
        var content = WithoutMark(File.ReadAllBytes(settings.FullName));
        var files = new List<BoardFile> { new(OnBoard, content) };
        if (CertificateIn(settings, content) is not { } name) return files;
        var source = Path.Combine(settings.DirectoryName!, name);
        if (Path.GetFileName(name) != name || !File.Exists(source))
            throw new NanoffException($"{settings.Name} names the certificate '{name}' in broker_ca, and there is no such file beside it.", $"put the PEM file to {source}, or correct the name.");
        files.Insert(0, new BoardFile($@"I:\{name}", File.ReadAllBytes(source))); // first: settings must not name what is not there
        return files;
    }

    // Editors on Windows put it in front of UTF-8; neither JSON nor the board knows it.
    private static byte[] WithoutMark(byte[] content) => content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;

    private static string? CertificateIn(FileInfo settings, byte[] content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return json.RootElement.TryGetProperty("broker_ca", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        }
        catch (JsonException e)
        {
            throw new NanoffException($"{settings.FullName} is not JSON: see line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}.", "correct it; device/README.md lists the settings.", e);
        }

        throw new NanoffException($"{settings.FullName} is not a JSON object.", "write { \"wifi_ssid\": …, \"broker_host\": … }; device/README.md lists the settings.");
    }
}
