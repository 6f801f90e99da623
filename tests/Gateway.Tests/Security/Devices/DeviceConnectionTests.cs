using System.Net.Http.Json;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Security.Devices;

/// <summary>Who comes in at the gateway's own broker, and when he has to go.</summary>
public sealed class DeviceConnectionTests
{
    [Theory]
    [InlineData("suspended")]
    [InlineData("retired")]
    public async Task A_device_is_cut_at_once_when_it_is_suspended_and_comes_back_when_it_is_approved(string state)
    {
        await using var gateway = await TestGateway.StartAsync();
        var kitchen = await Registration.OfAsync(gateway, "kitchen");
        var roof = await Registration.OfAsync(gateway, "roof");
        await using var client = await kitchen.ConnectAsync();
        await using var other = await roof.ConnectAsync();

        await SetStateAsync(gateway, "kitchen", state);

        Assert.Equal(MqttReasonCode.AdministrativeAction, (await client.Closed.InTime()).Reason);
        Assert.Equal(MqttReasonCode.NotAuthorized, await kitchen.TryAsync(_ => { }));
        Assert.Equal(MqttReasonCode.Success, await roof.SendReadingAsync(other, 1));
        await SetStateAsync(gateway, "kitchen", "approved");
        Assert.Equal(MqttReasonCode.Success, await kitchen.TryAsync(_ => { }));
    }

    [Fact]
    public async Task What_a_device_leaves_behind_that_was_sent_away_is_not_taken_and_not_counted_against_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        var access = gateway.Host.Services.GetRequiredService<BrokerAccess>();
        var refusals = gateway.Host.Services.GetRequiredService<DeviceRefusals>();
        var grant = new DeviceGrant("", false, new DeviceAccount("kitchen", Admission.Approved, null, DevicePassword.Hash("secret", slot: 0, nowMs: 0), null), 0);
        var peer = new MqttPeer("kitchen", "kitchen", MqttVersion.V500, null) { Tag = grant };

        grant.Revoke();

        Assert.Equal(MqttReasonCode.NotAuthorized, access.AuthorizePublish(peer, "devices/kitchen/status"u8, MqttQoS.AtLeastOnce, true)); // its will
        Assert.Equal(MqttReasonCode.NotAuthorized, access.AuthorizeSubscribe(peer, "devices/kitchen/command"));
        Assert.Null(refusals.Find("kitchen"));
    }

    [Fact]
    public async Task A_device_without_credentials_of_its_own_comes_in_as_before()
    {
        await using var gateway = await TestGateway.StartAsync(["--Broker:User=fleet", "--Broker:Password=correct horse"]);
        var old = new Registration(gateway, "kitchen", "correct horse", "");
        Assert.Equal(MqttReasonCode.Success, await old.TryAsync(options => options.User = "fleet"));
        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, await old.TryAsync(options => (options.User, options.Password) = ("fleet", "guess")));
        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, await old.TryAsync(options => (options.User, options.Password) = (null, null)));
    }

    [Theory]
    [InlineData(null, MqttVersion.V311)]
    [InlineData(null, MqttVersion.V500)]
    [InlineData("fleet", MqttVersion.V311)]
    [InlineData("fleet", MqttVersion.V500)]
    public async Task Nobody_else_comes_under_the_id_of_a_device_that_has_credentials(string? user, MqttVersion version)
    {
        await using var gateway = await TestGateway.StartAsync(user is null ? [] : ["--Broker:User=fleet", "--Broker:Password=correct horse"]);
        var kitchen = await Registration.OfAsync(gateway, "kitchen");
        await using var client = await kitchen.ConnectAsync();

        Assert.Equal(MqttReasonCode.ClientIdentifierNotValid, await TryAsync("kitchen"));
        Assert.Equal(MqttReasonCode.Success, await TryAsync("kitchen.b")); // of the device it is a user name, and never an identifier
        Assert.Equal(MqttReasonCode.Success, await TryAsync("roof"));
        Assert.Equal(MqttReasonCode.Success, await TryAsync("monitor"));

        Assert.Equal(MqttReasonCode.Success, await kitchen.SendReadingAsync(client, 1)); // it was not sent away
        var counts = gateway.Host.Services.GetRequiredService<DeviceRefusals>().Find("kitchen")!;
        Assert.Equal((1, true), (counts.Connects, counts.Last.StartsWith("without its own user name and password, from 127.0.0.1")));

        Task<MqttReasonCode> TryAsync(string clientId) => kitchen.TryAsync(options =>
            (options.Version, options.ClientId, options.User, options.Password) = (version, clientId, user, user is null ? null : "correct horse"));
    }

    [Fact]
    public async Task Who_came_under_a_devices_id_has_to_go_when_it_gets_credentials_and_may_come_back_when_it_has_none()
    {
        await using var gateway = await TestGateway.StartAsync();
        var anonymous = new Registration(gateway, "kitchen", "", "");
        await using var client = await anonymous.ConnectAsync(Nameless);
        await using var other = await anonymous.ConnectAsync(options => { Nameless(options); options.ClientId = "monitor"; });

        await Registration.OfAsync(gateway, "kitchen");

        Assert.Equal(MqttReasonCode.AdministrativeAction, (await client.Closed.InTime()).Reason);
        Assert.Equal(MqttReasonCode.ClientIdentifierNotValid, await anonymous.TryAsync(Nameless));
        using var revoked = await gateway.Http.DeleteAsync("/api/devices/kitchen/credentials", Patience.Cancel);
        Assert.True(revoked.IsSuccessStatusCode);
        Assert.Equal(MqttReasonCode.Success, await anonymous.TryAsync(Nameless));
        Assert.False(other.Closed.IsCompleted);
    }

    [Theory]
    [InlineData("suspended")]
    [InlineData("retired")]
    public async Task A_device_that_is_kept_out_does_not_come_in_by_the_account_of_all_either(string state)
    {
        await using var gateway = await TestGateway.StartAsync(["--Broker:User=fleet", "--Broker:Password=correct horse"]);
        var old = new Registration(gateway, "kitchen", "correct horse", "");
        var registered = await Registration.OfAsync(gateway, "cellar");
        await using var client = await old.ConnectAsync(Shared);
        await using var other = await old.ConnectAsync(options => { Shared(options); options.ClientId = "roof"; });

        await SetStateAsync(gateway, "kitchen", state);
        await SetStateAsync(gateway, "cellar", state);

        Assert.Equal(MqttReasonCode.AdministrativeAction, (await client.Closed.InTime()).Reason);
        Assert.Equal(MqttReasonCode.NotAuthorized, await old.TryAsync(Shared));
        Assert.Equal(MqttReasonCode.NotAuthorized, await (registered with { Password = "correct horse" }).TryAsync(Shared));
        Assert.Equal($"is {state}", gateway.Host.Services.GetRequiredService<DeviceRefusals>().Find("kitchen")!.Last);
        Assert.Equal(MqttReasonCode.Success, await (old with { DeviceId = "roof" }).SendReadingAsync(other, 1));
        await SetStateAsync(gateway, "kitchen", "approved");
        Assert.Equal(MqttReasonCode.Success, await old.TryAsync(Shared));

        static void Shared(MqttClientOptions options) => options.User = "fleet";
    }

    [Fact]
    public async Task Who_has_taken_a_devices_id_before_the_database_was_read_has_to_go_when_it_is()
    {
        var store = new MemoryStore { IsDown = true };
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<IStore>(store));
        await gateway.Host.Services.GetRequiredService<ICredentialStore>().ProvisionAsync(
            new ProvisionRecord("kitchen", DevicePassword.Hash("secret", slot: 0, nowMs: 0), null, false, [1], 0, 0, 0), Patience.Cancel);
        await using var client = await new Registration(gateway, "kitchen", "", "").ConnectAsync(Nameless);

        store.IsDown = false;

        Assert.Equal(MqttReasonCode.AdministrativeAction, (await client.Closed.InTime()).Reason);
    }

    [Fact]
    public async Task Who_offers_no_user_name_comes_in_on_plain_loopback_only_and_who_offers_a_wrong_one_nowhere()
    {
        await using var open = await TestGateway.StartAsync();
        var nobody = new Registration(open, "kitchen", "guess", "");
        Assert.Equal(MqttReasonCode.Success, await nobody.TryAsync(options => options.User = options.Password = null));
        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, await nobody.TryAsync(_ => { }));
        await using var closed = await TestGateway.StartAsync(["--Broker:Anonymous=false"]);
        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, await (nobody with { Gateway = closed }).TryAsync(options => options.User = options.Password = null));
    }

    [Fact]
    public async Task What_was_refused_is_counted_by_device_and_never_with_the_password()
    {
        await using var gateway = await TestGateway.StartAsync();
        var kitchen = await Registration.OfAsync(gateway, "kitchen");
        await kitchen.TryAsync(options => options.Password = "hunter2-canary");
        await kitchen.TryAsync(options => options.User = options.ClientId = "stranger");
        await using var client = await kitchen.ConnectAsync();
        await client.PublishAsync("devices/roof/data", "1"u8.ToArray(), MqttQoS.AtLeastOnce, cancel: Patience.Cancel);
        await client.SubscribeAsync([new MqttSubscription("devices/#")], Patience.Cancel);

        var refusals = gateway.Host.Services.GetRequiredService<DeviceRefusals>();
        var counts = refusals.Find("kitchen")!;
        Assert.Equal((1, 1, 1, DeviceRefusal.Subscribe, "devices/#"), (counts.Connects, counts.Publishes, counts.Subscriptions, counts.LastKind, counts.Last));
        Assert.Equal(1, refusals.Find(DeviceRefusals.Strangers)!.Connects);
        Assert.DoesNotContain(refusals.All, one => one.Last.Contains("canary"));
    }

    [Fact]
    public async Task A_fleet_that_comes_back_is_known_without_working_out_its_hashes_again()
    {
        await using var gateway = await TestGateway.StartAsync();
        var kitchen = await Registration.OfAsync(gateway, "kitchen");
        var checks = gateway.Host.Services.GetRequiredService<PasswordChecks>();
        for (var i = 0; i < 20; i++) Assert.Equal(MqttReasonCode.Success, await kitchen.TryAsync(_ => { }));
        Assert.Equal(1, checks.Derived);

        var renewed = await Registration.OfAsync(gateway, "kitchen", replace: true);
        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, await kitchen.TryAsync(_ => { })); // what was remembered is worth nothing now
        Assert.Equal(MqttReasonCode.Success, await renewed.TryAsync(_ => { }));
    }

    [Fact]
    public async Task Good_boards_keep_publishing_and_others_come_in_while_ten_thousand_wrong_passwords_are_tried()
    {
        const int Wrong = 10_000;
        const int Attackers = 50;
        await using var gateway = await TestGateway.StartAsync(["--Limits:ConnectionsPerMinute=0"]);
        var good = await Registration.OfAsync(gateway, "good");
        var late = await Registration.OfAsync(gateway, "late");
        await using var client = await good.ConnectAsync();
        var tried = 0;
        var attack = Task.WhenAll(Enumerable.Range(0, Attackers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref tried) <= Wrong)
                Assert.Equal(MqttReasonCode.BadUserNameOrPassword, await late.TryAsync(options => options.Password = "guess"));
        })));

        var published = 0;
        var cameIn = 0;
        while (!attack.IsCompleted)
        {
            Assert.Equal(MqttReasonCode.Success, await good.SendReadingAsync(client, ++published));
            if (published % 10 == 0 && await late.TryAsync(_ => { }) == MqttReasonCode.Success) cameIn++;
        }

        await attack;
        Assert.Equal(Wrong, gateway.Host.Services.GetRequiredService<DeviceRefusals>().Find("late")!.Connects);
        Assert.Equal(published, (await gateway.Store.BalanceAsync("good", Patience.Cancel))!.Stored);
        Assert.Equal(published / 10, cameIn);
        Assert.True(published > 100, $"{published} readings while the attack lasted");
    }

    [Fact]
    public async Task A_device_that_leaves_its_group_loses_the_groups_subscriptions_also_in_a_session_that_waits()
    {
        await using var gateway = await TestGateway.StartAsync();
        var kitchen = await Registration.OfAsync(gateway, "kitchen");
        await SetGroupAsync("indoor");
        var client = await kitchen.ConnectAsync(Keep);
        Assert.All(await client.SubscribeAsync([new MqttSubscription("groups/indoor/command"), new MqttSubscription("devices/kitchen/command")], Patience.Cancel), reason => Assert.False(reason.IsFailure()));

        await SetGroupAsync("outdoor");

        Assert.Equal(MqttReasonCode.AdministrativeAction, (await client.Closed.InTime()).Reason);
        await client.DisposeAsync();
        var again = new MqttClient(Changed(), null);
        Assert.True((await again.ConnectAsync(Patience.Cancel)).EnsureAccepted().SessionPresent);
        var left = await again.UnsubscribeAsync(["groups/indoor/command", "devices/kitchen/command"], Patience.Cancel);
        Assert.Equal([MqttReasonCode.NoSubscriptionExisted, MqttReasonCode.Success], left);
        await again.DisposeAsync();

        void Keep(MqttClientOptions options) => (options.CleanStart, options.SessionExpiry) = (false, TimeSpan.FromHours(1));

        MqttClientOptions Changed()
        {
            var options = kitchen.Options();
            Keep(options);
            return options;
        }

        async Task SetGroupAsync(string group)
        {
            using var response = await gateway.Http.PutAsJsonAsync("/api/devices/kitchen/config", new { group }, Patience.Cancel);
            Assert.True(response.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task Nobody_knows_who_may_come_in_before_the_database_was_read()
    {
        var store = new MemoryStore { IsDown = true };
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<IStore>(store));
        Assert.Equal(MqttReasonCode.ServerUnavailable, await new Registration(gateway, "kitchen", "guess", "").TryAsync(_ => { }));
    }

    private static void Nameless(MqttClientOptions options) => options.User = options.Password = null;

    private static async Task SetStateAsync(TestGateway gateway, string device, string state)
    {
        using var response = await gateway.Http.PutAsJsonAsync($"/api/devices/{device}/state", new { state }, Patience.Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Patience.Cancel));
    }
}
