using System.Text;

namespace Nanofleet.Gateway.Ui.Live;

/// <summary>Server-sent events: writes the fragments that differ from what this browser has.</summary>
internal sealed class EventWriter(Stream output)
{
    private readonly Dictionary<string, string> _sent = new(StringComparer.Ordinal);

    public async Task SendAsync(IEnumerable<Fragment> fragments, CancellationToken cancel)
    {
        var text = new StringBuilder();
        foreach (var fragment in fragments)
        {
            if (_sent.GetValueOrDefault(fragment.Name) == fragment.Signature) continue;
            _sent[fragment.Name] = fragment.Signature;
            Append(text, fragment);
        }

        if (text.Length == 0) text.Append(":\n\n"); // a comment: it finds out whether anybody is still there
        await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancel);
        await output.FlushAsync(cancel);
    }

    private static void Append(StringBuilder text, Fragment fragment)
    {
        text.Append("event: ").Append(fragment.Name).Append('\n');
        foreach (var line in fragment.Content.AsSpan().EnumerateLines()) text.Append("data: ").Append(line).Append('\n');
        text.Append('\n');
    }
}
