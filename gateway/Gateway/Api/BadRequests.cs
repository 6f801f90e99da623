namespace Nanofleet.Gateway.Api;

/// <summary>
/// A request that Kestrel itself gives up on while its body is read, too large or cut off, is the sender's fault: it is
/// answered with the status that says so, such as 413, and a stranger's is no error in the log.
/// </summary>
internal static class BadRequests
{
    public static ExceptionHandlerOptions Told => new()
    {
        StatusCodeSelector = failure => failure is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        SuppressDiagnosticsCallback = failed => failed.Exception is BadHttpRequestException,
    };
}
