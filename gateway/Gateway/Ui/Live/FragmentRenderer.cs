using Microsoft.AspNetCore.Components.Web;

namespace Nanofleet.Gateway.Ui.Live;

/// <summary>Renders a part of a page with the very component that the whole page uses.</summary>
internal sealed class FragmentRenderer(IServiceProvider services, ILoggerFactory logging)
{
    /// <summary>One renderer for a round: it holds on to what it rendered until it is disposed.</summary>
    public FragmentRound Begin() => new(new HtmlRenderer(services, logging));
}
