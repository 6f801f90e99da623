namespace Nanofleet.Gateway.Security.People;

/// <summary>Why somebody was not signed in: a status of HTTP and a sentence, the same whether there is such a person or not.</summary>
internal sealed record SignInRefusal(int Status, string Sentence)
{
    public static SignInRefusal Wrong { get; } = new(StatusCodes.Status401Unauthorized, "Name or password is wrong.");

    public static SignInRefusal Busy { get; } = new(StatusCodes.Status503ServiceUnavailable, "Too many try to sign in at this moment. Try again.");

    public static SignInRefusal Wait(TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, $"Too many wrong passwords. Try again in {(wait > TimeSpan.FromSeconds(90) ? $"{Math.Ceiling(wait.TotalMinutes)} minutes" : $"{Math.Ceiling(wait.TotalSeconds)} seconds")}.");
}
