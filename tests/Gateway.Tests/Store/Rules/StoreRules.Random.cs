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
