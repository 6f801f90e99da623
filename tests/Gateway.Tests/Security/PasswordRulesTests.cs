using System.Net;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>Which passwords are refused although they are long, and which are not although a common word is in them.</summary>
public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("passwordpassword")]
    [InlineData("P@ssw0rd P@ssw0rd")]
    [InlineData("kitchen kitchen kitchen")]
    [InlineData("trustno1trustno1")]
    [InlineData("xy9xy9xy9xy9xy9")]
    public void One_piece_again_and_again_is_refused(string password) => Assert.Contains("again and again", EasyPassword.FaultOf(password));

    [Theory]
    [InlineData("Password1234")]
    [InlineData("p4$$w0rd!2026")]
    [InlineData("administrator")]
    [InlineData("qwertyuiop12")]
    [InlineData("1q2w3e4r5t6y")]
    [InlineData("poiuytrewq99")]
    [InlineData("abcdefghijklm")]
    [InlineData("987654321098")]
    [InlineData("Summer2024!!")]
    [InlineData("nanofleet-gateway")]
    [InlineData("ESP32 Arduino 2026")]
    [InlineData("monkeydragon")]
    [InlineData("letmein letmein!")]
    [InlineData("            ")]
    public void What_is_tried_first_is_refused(string password) => Assert.Contains("tried first", EasyPassword.FaultOf(password));

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("another long secret")]
    [InlineData("my password is a poem")]
    [InlineData("tiger cookie silver august")]
    [InlineData("xK9$mQ2vLp7w")]
    [InlineData("Geranien blühen 1987 rot")]
    [InlineData("горячий чай без сахара")]
    public void Enough_beside_a_common_piece_makes_a_password_good(string password) => Assert.Null(EasyPassword.FaultOf(password));

    [Fact]
    public void A_persons_own_name_counts_as_little_as_a_common_word()
    {
        Assert.Contains("tried first", EasyPassword.FaultOf("Huber-Huber-1990", "anna", "huber"));
        Assert.Null(EasyPassword.FaultOf("Huberwxkq-1990", "anna"));
    }

    [Fact]
    public async Task Every_form_that_sets_a_password_refuses_an_easy_one_and_says_what_to_do()
    {
        await using var gateway = await TestGateway.StartAsync();
        var links = gateway.Host.Services.GetRequiredService<OneTimeLinks>();
        using var stranger = new Caller(gateway);
        var setup = await gateway.MakeSetupLinkAsync();
        await AssertRefusedAsync(await stranger.SubmitAsync(setup, "/setup", [("code", Staff.CodeOf(setup)), ("name", "anna"), .. Easy]));

        using var vera = await gateway.EnterAsync("vera.huber", Role.Viewer);
        await AssertRefusedAsync(await vera.SubmitAsync("/me", "/me/password", [("current", Staff.Password), .. Easy]));
        var welcome = (await links.MakePasswordAsync(await gateway.AddAsync("otto", Role.Viewer), Patience.Cancel)).PathAndQuery;
        await AssertRefusedAsync(await stranger.SubmitAsync(welcome, "/welcome", [("code", Staff.CodeOf(welcome)), .. Easy]));
    }

    private static (string, string)[] Easy => [("password", "passwordpassword"), ("repeat", "passwordpassword")];

    private static async Task AssertRefusedAsync(HttpResponseMessage answer)
    {
        using var _ = answer;
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("take four words", await answer.Content.ReadAsStringAsync(Patience.Cancel));
    }
}
