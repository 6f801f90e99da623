using System.Net;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Gateway.Tests.Security;

namespace Nanofleet.Gateway.Tests.Ui;

/// <summary>What a form that has to be mended shows.</summary>
public sealed class FormTests
{
    [Fact]
    public async Task A_form_that_has_to_be_mended_says_why_and_keeps_what_was_typed()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var anna = await gateway.EnterAsync("anna", Role.Admin);

        var people = await ReadAsync(await anna.SubmitAsync("/people", "/people", ("name", "anna"), ("role", "operator")));
        var days = await ReadAsync(await anna.SubmitAsync("/keys", "/keys", ("name", "weather page"), ("days", "90 days"), ("scopes", "upload")));
        var scopes = await ReadAsync(await anna.SubmitAsync("/keys", "/keys", ("name", "weather page"), ("days", "90")));

        Assert.Contains("There is somebody named anna already", people);
        Assert.Contains("value=\"anna\" required", people);
        Assert.Contains("<option value=\"operator\" selected", people);
        Assert.Contains("The days must be a number", days);
        Assert.Contains("value=\"weather page\"", days);
        Assert.Contains("value=\"90 days\"", days);
        Assert.Contains("value=\"upload\" checked", days);
        Assert.Contains("Choose what the key may do", scopes);
        Assert.DoesNotContain("checked", scopes);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer)
    {
        using var _ = answer;
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Patience.Cancel);
    }
}
