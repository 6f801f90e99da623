using System.Text;
using Nanofleet.Nanoff;

namespace Nanofleet.Tools.Tests.Nanoff;

/// <summary>Files and Wi-Fi settings through nanoff, which ends with 0 whether the board took them or not.</summary>
public sealed class BoardFilesTests : IDisposable
{
    private static readonly BoardFile Settings = new(@"I:\nanofleet.json", Encoding.UTF8.GetBytes("""{"wifi_password":"hush"}"""));
    private static readonly BoardFile Certificate = new(@"I:\ca.pem", Encoding.UTF8.GetBytes("PEM"));

    private readonly FakeNanoff _fake = new FakeNanoff().Running();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _fake.Dispose();

    [Fact]
    public async Task Files_are_on_the_board_and_deleted_ones_are_not()
    {
        _fake.Board(board => board["files"]![@"I:\old"] = "x");

        await FileDeployment.WriteAsync(_fake.Tool, FakeNanoff.Port, [Settings, Certificate, new BoardFile(@"I:\old", null)], Cancel);

        var files = _fake.State["files"]!.AsObject();
        Assert.Equal([@"I:\nanofleet.json", @"I:\ca.pem"], files.Select(file => file.Key));
        Assert.Equal("""{"wifi_password":"hush"}""", files[@"I:\nanofleet.json"]!.GetValue<string>());
    }

    [Fact]
    public async Task Files_with_secrets_are_readable_by_this_user_alone_and_gone_afterwards()
    {
        await FileDeployment.WriteAsync(_fake.Tool, FakeNanoff.Port, [Settings, Certificate], Cancel);

        Assert.Equal(["600", "600", "600"], _fake.Modes);
        Assert.False(File.Exists(_fake.Calls[^1].Split(' ')[^1]));
        Assert.DoesNotContain("hush", string.Join('\n', _fake.Calls), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file_exception")]
    public async Task Fault_names_the_file_when_nanoff_ends_well_without_having_written_it(string lie)
    {
        _fake.Lies(lie);

        var thrown = await Assert.ThrowsAsync<NanoffException>(() => FileDeployment.WriteAsync(_fake.Tool, FakeNanoff.Port, [Settings, Certificate], Cancel));

        Assert.Contains(@"did not take I:\nanofleet.json,", thrown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Network_settings_are_on_the_board_though_nanoff_says_that_nothing_was_done()
    {
        await NetworkDeployment.WriteAsync(_fake.Tool, FakeNanoff.Port, new BoardNetwork("workshop", "hush"), Cancel);

        var network = _fake.State["network"]!;
        Assert.Equal(("workshop", "WPA2"), (network["WirelessClient"]!["Ssid"]!.GetValue<string>(), network["WirelessClient"]!["Authentication"]!.GetValue<string>()));
        Assert.Equal(["600"], _fake.Modes);
    }

    [Fact]
    public async Task Fault_names_what_is_missing_when_nothing_was_done_indeed()
    {
        _fake.Lies("network");

        var thrown = await Assert.ThrowsAsync<NanoffException>(() => NetworkDeployment.WriteAsync(_fake.Tool, FakeNanoff.Port, new BoardNetwork("workshop", "hush"), Cancel));

        Assert.Contains("did not take the Wi-Fi settings", thrown.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", thrown.Message, StringComparison.Ordinal);
    }
}
