using System.Text.Json;

namespace Nanofleet.Provision;

/// <summary>JSON from elsewhere: a file that somebody wrote, an answer of a gateway, what an earlier run has left.</summary>
internal static class JsonText
{
    /// <summary>Null where the text is none, or lacks what it must have.</summary>
    /// <param name="fault">Then what is wrong, in words that show nothing of the text but a letter or a name.</param>
    public static T? TryRead<T>(Func<T?> read, out string fault) where T : class
    {
        try
        {
            fault = "it is null";
            return read();
        }
        catch (JsonException e)
        {
            var sentence = e.Message.Split([" Path: ", " LineNumber: "], StringSplitOptions.None)[0].TrimEnd('.');
            fault = e.LineNumber is { } line ? $"line {line + 1}: {sentence}" : sentence;
            return null;
        }
    }
}
