using FsCheck;
using FsCheck.Fluent;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public void Any_stream_of_redelivered_reordered_and_dropped_messages_is_stored_once_and_balances()
    {
        var gateways = new[] { Store, Open() }; // batch by batch in turn: nothing may depend on what one of them remembers
        var cases = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(25), Prop.ForAll(Delivery.Stream.ToArbitrary(), async batches =>
        {
            var device = $"device-{++cases}";
            var model = new DeviceModel();
            for (var at = 0; at < batches.Length; at++)
            {
                var expected = batches[at].Select(model.Take).ToList();
                var result = await gateways[at % 2].CommitAsync([.. batches[at].Select(delivery => delivery.ToInbound(device))], Cancel);
                Assert.Equal(expected, result.Outcomes);
            }

            if (batches.Length > 0) await AgreesAsync(device, model);
        }));
    }

    [Fact]
    public void The_balance_of_the_fleet_is_the_sum_of_its_devices_whatever_happened()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20).WithEndSize(20), Prop.ForAll(Delivery.Stream.ToArbitrary(), async batches =>
        {
            foreach (var batch in batches) await Store.CommitAsync([.. batch.Select((delivery, at) => delivery.ToInbound(at % 2 == 0 ? "even" : "odd"))], Cancel);
            var fleet = await Store.FleetBalanceAsync(Cancel);

            Assert.Equal(fleet.Taken, fleet.Stored + fleet.Waiting + fleet.Dropped.Values.Sum());
            Assert.Equal((fleet.Devices.Sum(device => device.Taken), fleet.Devices.Sum(device => device.Dropped)), (fleet.Taken, fleet.Dropped.Values.Sum()));
            foreach (var device in fleet.Devices)
            {
                var balance = (await Store.BalanceAsync(device.DeviceId, Cancel))!;
                Assert.Equal(new DeviceBalance(device.DeviceId, balance.Taken, balance.Stored, balance.Waiting, balance.Dropped.Values.Sum()), device);
                Assert.Equal(device.Taken, device.Stored + device.Waiting + device.Dropped);
            }
        }));
    }

    private async Task AgreesAsync(string device, DeviceModel model)
    {
        var readings = await Store.ReadAsync(Everything with { DeviceId = device }, Cancel);
        Assert.Equal(model.Readings.Order(), readings.Select(reading => reading.Value).Order());

        var balance = (await Store.BalanceAsync(device, Cancel))!;
        Assert.Equal(balance.Taken, balance.Stored + balance.Waiting + balance.Dropped.Values.Sum());
        var boots = balance.Boots.ToDictionary(boot => boot.Boot);
        foreach (var (boot, expected) in model.Boots.Where(boot => boot.Value.High > 0))
        {
            Assert.Equal((expected.High, expected.Stored, expected.Missing.Count()), (boots[boot].Taken, boots[boot].Stored, boots[boot].Waiting));
            Assert.Equal(expected.Dropped.OrderBy(reason => reason.Key), boots[boot].Dropped.OrderBy(reason => reason.Key));
            var ledger = (await Store.LedgerAsync(device, boot, Cancel))!;
            Assert.Equal(expected.Missing, ledger.Missing.SelectMany(range => Enumerable.Range((int)range.From, (int)(range.To - range.From + 1))).Select(seq => (long)seq));
        }
    }
}
