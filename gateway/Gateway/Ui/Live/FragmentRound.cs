using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Nanofleet.Gateway.Ui.Live;

/// <summary>The renderings of one round.</summary>
internal sealed partial class FragmentRound(HtmlRenderer renderer) : IAsyncDisposable
{
    public async Task<Fragment> RenderAsync<T>(string name, string parameter, object value) where T : IComponent
    {
        var html = await HtmlAsync<T>(new() { [parameter] = value });
        return new Fragment(name, Signature(html), html);
    }

    /// <summary>Marks what just changed, once it has changed.</summary>
    public async Task<Fragment> RenderAsync<T>(string name, string parameter, object value, IReadOnlySet<string> fresh) where T : IComponent
    {
        var plain = await HtmlAsync<T>(new() { [parameter] = value });
        if (fresh.Count == 0) return new Fragment(name, Signature(plain), plain);
        return new Fragment(name, Signature(plain), await HtmlAsync<T>(new() { [parameter] = value, ["Fresh"] = fresh }));
    }

    public ValueTask DisposeAsync() => renderer.DisposeAsync();

    /// <summary>How long ago something was is counted on in the browser: that alone is no reason to send a fragment.</summary>
    private static string Signature(string html) => AgoText().Replace(html, "data-ago>");

    [GeneratedRegex("data-ago>[^<]*")]
    private static partial Regex AgoText();

    private Task<string> HtmlAsync<T>(Dictionary<string, object?> parameters) where T : IComponent =>
        renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters))).ToHtmlString());
}
