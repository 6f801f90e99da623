namespace Nanofleet.Gateway.Ui.Views;

/// <summary>Which devices the first page shows: part of a name, a state, and where in the list.</summary>
/// <param name="Page">Counts from 1.</param>
public sealed record FleetQuery(string? Text, DeviceState? State, int Page)
{
    public static FleetQuery Of(string? text, string? state, int? page) => new(
        string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
        Enum.TryParse<DeviceState>(state, ignoreCase: true, out var known) ? known : null,
        Math.Max(1, page ?? 1));

    /// <summary>For the end of an address; begins with a question mark or is empty.</summary>
    public string ToQueryString()
    {
        var query = QueryString.Empty;
        if (Text is not null) query = query.Add("q", Text);
        if (State is { } state) query = query.Add("state", Name(state));
        if (Page > 1) query = query.Add("page", Page.ToString());
        return query.ToUriComponent();
    }

    public static string Name(DeviceState state) => state.ToString().ToLowerInvariant();
}
