using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Configuration.Boards;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Configuration;

/// <summary>Secret settings of boards in the database.</summary>
public sealed class SettingSealTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seal-").FullName;

    [Theory]
    [InlineData("hunter2-canary")]
    [InlineData("with \"quotes\", \\ and Küche")]
    [InlineData("")]
    public void What_was_sealed_is_opened_with_the_same_key_and_is_not_seen_until_then(string plain)
    {
        var settings = new JsonObject { ["wifi_password"] = plain, ["wifi_ssid"] = "workshop", ["interval_ms"] = 5000 };
        Seal().Seal(settings, null);
        var json = JsonSerializer.Serialize(settings);

        Assert.DoesNotContain("canary", json);
        Assert.Equal(["sealed:v1:", "workshop"], [settings["wifi_password"]!.GetValue<string>()[..10], settings["wifi_ssid"]!.GetValue<string>()]);
        var open = JsonNode.Parse(Seal().Open(json))!; // another process, with the key of the file
        Assert.Equal((plain, 5000), (open["wifi_password"]!.GetValue<string>(), open["interval_ms"]!.GetValue<int>()));
    }

    [Fact]
    public void A_secret_that_stays_keeps_its_text_and_another_one_does_not()
    {
        var seal = Seal();
        var first = new JsonObject { ["broker_password"] = "one" };
        seal.Seal(first, null);
        var same = new JsonObject { ["broker_password"] = "one" };
        seal.Seal(same, first.ToJsonString());
        var other = new JsonObject { ["broker_password"] = "two" };
        seal.Seal(other, first.ToJsonString());

        Assert.Equal(first.ToJsonString(), same.ToJsonString());
        Assert.NotEqual(first.ToJsonString(), other.ToJsonString());
    }

    [Fact]
    public void A_sealed_text_is_worth_nothing_under_another_name_or_key_or_when_it_was_changed()
    {
        var settings = new JsonObject { ["broker_password"] = "one" };
        Seal().Seal(settings, null);
        var json = settings.ToJsonString();

        Assert.Throws<CryptographicException>(() => Seal().Open(json.Replace("broker_password", "wifi_password")));
        Assert.Throws<CryptographicException>(() => Seal().Open(json.Replace("v1:", "v1:AAAA")));
        Directory.Delete(Path.Combine(_folder, "pki"), recursive: true);
        Assert.Throws<CryptographicException>(() => Seal().Open(json));
    }

    [Fact]
    public void What_a_board_must_hold_is_reckoned_without_the_seal()
    {
        foreach (var plain in new[] { "", "1", "22", "333", "4444", new string('x', 1000) })
        {
            var settings = new JsonObject { ["a_password"] = plain, ["b_password"] = plain, ["c"] = 1 };
            var open = Text(settings);
            Seal().Seal(settings, null);
            Assert.Equal(open.Length, Text(settings).Length - SealedText.Overhead(Text(settings)));
        }
    }

    [Fact]
    public void The_key_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are Unix's");
            return;
        }

        Seal();
        var file = Path.Combine(_folder, "pki", SettingSeal.KeyFile);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Throws<ConfigurationException>(Seal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>As it stands in the database.</summary>
    private static string Text(JsonObject settings) => Encoding.UTF8.GetString(BoardJson.Encode(JsonSerializer.SerializeToElement(settings)));

    private SettingSeal Seal() => SettingSeal.Open(PkiFolder.Open(new DataOptions { Directory = _folder }));
}
