using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Store.Rules;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Store;

/// <summary>A full disk is an outage like any other: nothing of a failed commit remains, and with room again the same store goes on.</summary>
public sealed class SqliteDiskFullTests
{
    [Fact]
    public async Task A_full_disk_is_an_outage_that_ends_when_there_is_room()
    {
        if (await TinyDisk.MissingReasonAsync() is { } reason) Assert.Skip(reason);
        var cancel = TestContext.Current.CancellationToken;
        await using var disk = await TinyDisk.MountAsync(megabytes: 8);
        await using var store = new SqliteStore(Path.Combine(disk.Path, "nanofleet.db"));
        await store.MigrateAsync(cancel);
        disk.Fill(exceptBytes: 512 * 1024);
        var stored = 0;
        StoreUnavailableException? outage = null;
        while (outage is null)
        {
            try
            {
                await store.CommitAsync([.. Enumerable.Range(stored + 1, 100).Select(seq => Message.Data(seq))], cancel).WaitAsync(TimeSpan.FromSeconds(60), cancel);
                stored += 100;
            }
            catch (StoreUnavailableException e)
            {
                outage = e;
            }
        }

        Assert.Contains("the disk is full", outage.Message);
        for (var attempt = 0; attempt < 3; attempt++)
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CommitAsync([Message.Data(stored + 1)], cancel).WaitAsync(TimeSpan.FromSeconds(60), cancel));

        disk.MakeRoom();
        await store.CommitAsync([Message.Data(stored + 1)], cancel).WaitAsync(TimeSpan.FromSeconds(60), cancel);

        Assert.Equal(stored + 1, (await store.BalanceAsync(Message.Device, cancel))!.Stored);
    }
}
