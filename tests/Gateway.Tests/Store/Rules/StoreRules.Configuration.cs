using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public async Task A_devices_settings_lie_over_its_groups_and_those_over_all()
    {
        await CommitAsync(Message.Online(1));
        await Store.SetConfigLayerAsync(ConfigLayer.All, """{"interval_ms":1000,"log_level":"info","led_pin":2}""", 5, Cancel);
        await Store.SetConfigLayerAsync(ConfigLayer.Group("roof"), """{"interval_ms":2000,"log_level":"debug"}""", 5, Cancel);
        await Store.SetConfigGroupAsync(Message.Device, "roof", Cancel);
        await Store.SetConfigLayerAsync(ConfigLayer.Device(Message.Device), """{"interval_ms":3000,"led_pin":null}""", 5, Cancel);

        var config = await ConfigAsync();
        Assert.Equal((3, "roof", """{"interval_ms":3000,"log_level":"debug"}"""), (config.Version, config.Group, config.SettingsJson));
        await Store.SetConfigGroupAsync(Message.Device, null, Cancel);
        Assert.Equal("""{"interval_ms":3000,"log_level":"info"}""", (await ConfigAsync()).SettingsJson);
        Assert.Equal("""{"interval_ms":2000,"log_level":"debug"}""", await Store.FindConfigLayerAsync(ConfigLayer.Group("roof"), Cancel));
    }

    [Fact]
    public async Task What_the_gateway_itself_wants_lies_over_everything_and_is_wanted_of_all()
    {
        await CommitAsync(Message.Online(1), Message.Online(1) with { DeviceId = "cellar" });
        await Store.SetConfigLayerAsync(ConfigLayer.Device(Message.Device), """{"a":1,"b":1}""", 5, Cancel);

        var changed = await Store.SetConfigLayerAsync(ConfigLayer.Gateway, """{"a":2}""", 6, Cancel);

        Assert.Equal([(Message.Device, """{"a":2,"b":1}"""), ("cellar", """{"a":2}""")], changed.Select(config => (config.DeviceId, config.SettingsJson)).OrderByDescending(one => one.DeviceId == Message.Device));
        Assert.Equal("{}", (await Store.FindConfigLayerAsync(ConfigLayer.All, Cancel)) ?? "{}");
    }

    [Fact]
    public async Task The_version_grows_only_when_something_changes_for_the_device()
    {
        await CommitAsync(Message.Online(1), Message.Online(1) with { DeviceId = "cellar" });
        Assert.Equal([Message.Device], (await Store.SetConfigLayerAsync(ConfigLayer.Device(Message.Device), """{"a":1}""", 5, Cancel)).Select(config => config.DeviceId));
        Assert.Empty(await Store.SetConfigLayerAsync(ConfigLayer.Device(Message.Device), """{ "a" : 1 }""", 6, Cancel));
        Assert.Equal(["cellar"], (await Store.SetConfigLayerAsync(ConfigLayer.All, """{"a":1}""", 7, Cancel)).Select(config => config.DeviceId));
        Assert.Equal(1, (await ConfigAsync()).Version);
        Assert.Equal(2, (await Store.ListConfigsAsync(Cancel)).Count);
    }

    [Fact]
    public async Task A_device_that_comes_after_the_layers_gets_them_when_it_is_refreshed()
    {
        await Store.SetConfigLayerAsync(ConfigLayer.All, """{"a":1}""", 5, Cancel);
        await CommitAsync(Message.Online(1));
        Assert.Equal(0, (await ConfigAsync()).Version);
        await Store.RefreshConfigAsync(Message.Device, Cancel);
        Assert.Equal((1, """{"a":1}"""), ((await ConfigAsync()).Version, (await ConfigAsync()).SettingsJson));
        Assert.Null(await Store.FindConfigAsync("nobody", Cancel));
    }

    [Fact]
    public async Task What_a_device_reports_is_kept_and_an_older_report_does_not_replace_it()
    {
        await CommitAsync(Message.Online(1), new ConfigInbound(Message.Device, 10, """{"version":8}"""));
        await CommitAsync(new ConfigInbound(Message.Device, 9, """{"version":7}"""));
        var config = await ConfigAsync();
        Assert.Equal(("""{"version":8}""", 10), (config.ReportedJson, config.ReportedMs));
        // A version that the device has seen is not used for something else.
        await Store.SetConfigLayerAsync(ConfigLayer.Device(Message.Device), """{"a":1}""", 11, Cancel);
        Assert.Equal(9, (await ConfigAsync()).Version);
    }

    [Fact]
    public async Task A_change_that_would_be_too_much_for_a_board_changes_nothing()
    {
        await CommitAsync(Message.Online(1));
        await Store.SetConfigLayerAsync(ConfigLayer.All, $$"""{"a":"{{new string('x', 1500)}}"}""", 5, Cancel);
        var large = $$"""{"b":"{{new string('y', 600)}}"}""";
        var refused = await Assert.ThrowsAsync<ConfigTooLargeException>(() => Store.SetConfigLayerAsync(ConfigLayer.Device(Message.Device), large, 6, Cancel));
        Assert.Equal((Message.Device, true), (refused.DeviceId, refused.Bytes > Limits.ConfigDocument));
        Assert.Null(await Store.FindConfigLayerAsync(ConfigLayer.Device(Message.Device), Cancel));
        Assert.Equal(1, (await ConfigAsync()).Version);
    }

    private async Task<ConfigRecord> ConfigAsync() => await Store.FindConfigAsync(Message.Device, Cancel) ?? throw new InvalidOperationException("the device is unknown");
}
