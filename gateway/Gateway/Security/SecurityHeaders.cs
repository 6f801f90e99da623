namespace Nanofleet.Gateway.Security;

/// <summary>
/// Headers on every answer. The pages load nothing from other hosts and hold no script or style in the markup, so the
/// policy allows neither. Nothing is kept by browsers and proxies, except where an endpoint says so.
/// </summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY"; // for browsers that do not know frame-ancestors
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, no-store"; // what is behind a sign-in must not come back out of a cache after the sign-out
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000"; // browsers do not heed it where they do not trust the certificate
        return next(context);
    }
}
