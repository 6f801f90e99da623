using System.Text;
using System.Text.Json;
using Nanofleet.Gateway.Commands;

namespace Nanofleet.Gateway.Tests.Commands;

/// <summary>The board's JSON library refuses most \u escapes: what callers write in them must reach it as plain text.</summary>
public sealed class BoardJsonTests
{
    [Theory]
    [InlineData("""{"label":"K\u00fcche"}""", """{"label":"Küche"}""")]
    [InlineData("""{"label":"a+b <c> 'd' & \/"}""", """{"label":"a+b <c> 'd' & /"}""")]
    [InlineData("""{"\u00fc\"\\":"\ud83d\ude00\u2028\u007f"}""", "{\"ü\\\"\\\\\":\"😀\u2028\u007f\"}")]
    [InlineData("""{"t":"\u0008\u0009\u000a\u000c\u000d\u0022\u005c"}""", """{"t":"\b\t\n\f\r\"\\"}""")]
    [InlineData("""{ "n" : [ 1.50 , -0 , 1e400 , 12345678901234567890123 ] , "b" : true , "x" : null , "o" : { } , "a" : [ ] }""", """{"n":[1.50,-0,1e400,12345678901234567890123],"b":true,"x":null,"o":{},"a":[]}""")]
    public void Text_is_written_plainly_and_everything_else_as_it_came(string given, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(BoardJson.Encode(JsonDocument.Parse(given).RootElement)));

    [Theory]
    [InlineData("""{"action":"ping","params":{"a":"\ud800"}}""")]
    [InlineData("""{"action":"ping","params":{"\udc00":1}}""")]
    [InlineData("""{"action":"\ud800"}""")]
    [InlineData("""{"action":"ping","params":{"a":"\u0000"}}""")]
    public void Half_a_character_and_the_null_character_are_refused_with_their_place(string body)
    {
        Assert.False(CommandRequest.TryRead(JsonDocument.Parse(body).RootElement, new CommandsOptions(), out _, out var fault));
        Assert.StartsWith("The body is not JSON: the text at line 1, position ", fault, StringComparison.Ordinal);
    }
}
