using Microsoft.Net.Http.Headers;

namespace Nanofleet.Gateway.Ui.Assets;

/// <summary>Serves <see cref="AssetLibrary"/> under /assets. An address with its version may be kept for a year, any other is asked for again.</summary>
internal static class AssetEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/assets/{**path}", Get).AllowAnonymous().ExcludeFromDescription();

    private static IResult Get(string path, string? v, HttpContext context, AssetLibrary library)
    {
        if (library.Find(path) is not { } asset) return Results.NotFound();
        var headers = context.Response.Headers;
        headers.CacheControl = v == asset.Version ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        var zipped = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (zipped) headers.ContentEncoding = "gzip";
        var tag = new EntityTagHeaderValue($"\"{asset.Version}{(zipped ? "-gz" : "")}\"");
        return Results.Bytes(zipped ? asset.Compressed : asset.Content, asset.ContentType, entityTag: tag);
    }
}
