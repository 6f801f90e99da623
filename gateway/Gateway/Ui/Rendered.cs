using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Nanofleet.Gateway.Ui;

/// <summary>A page, or a part of one, as an answer. It is rendered whole before its first byte is sent: until then the status can still say what went wrong.</summary>
internal static class Rendered
{
    /// <param name="parameters">Of the component, by name: <c>new { View = view }</c>.</param>
    public static IResult Of<T>(object parameters, int status = StatusCodes.Status200OK) where T : IComponent =>
        new RazorComponentResult<T>(parameters) { StatusCode = status, PreventStreamingRendering = true };
}
