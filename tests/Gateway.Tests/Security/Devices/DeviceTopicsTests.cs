using System.Text;
using Nanofleet.Contract;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Security.Devices;

/// <summary>The rules themselves, without a broker.</summary>
public sealed class DeviceTopicsTests
{
    private static readonly DeviceAccount Account = new(TopicMatrix.Device, Admission.Approved, TopicMatrix.Group, null, null);

    [Fact]
    public void What_a_device_may_publish_is_the_same_by_the_list_and_by_the_fast_check()
    {
        foreach (var (ns, singular) in new[] { ("", false), ("", true), ("home", true) })
        {
            var grant = new DeviceGrant(ns, singular, Account, 0);
            var filters = DeviceTopics.Publishes(ns, TopicMatrix.Device, singular);
            var roots = new[] { "", "devices/roof/", "device/roof/", "home/devices/roof/", "home/device/roof/", "devices/roof2/", "devices/kitchen/" };
            foreach (var topic in roots.SelectMany(root => TopicMatrix.Publishes.Select(one => root + string.Join('/', one.Topic.Split('/').Skip(2)))).Concat(TopicMatrix.Publishes.Select(one => one.Topic)).Append("devices/roof/data/"))
                Assert.True(filters.Any(filter => Topics.Matches(filter, topic)) == grant.MayPublish(Encoding.UTF8.GetBytes(topic)), $"{ns} {topic}");
        }
    }

    [Fact]
    public void The_second_root_counts_only_where_it_is_configured()
    {
        Assert.True(new DeviceGrant("home", true, Account, 0).MayPublish("home/device/roof/data"u8));
        Assert.False(new DeviceGrant("home", false, Account, 0).MayPublish("home/device/roof/data"u8));
        Assert.False(new DeviceGrant("home", true, Account, 0).MayPublish("device/roof/data"u8));
    }

    [Fact]
    public void A_filter_is_covered_exactly_when_the_other_matches_all_that_it_matches()
    {
        string[] levels = ["a", "b", ""];
        string[] wild = ["a", "b", "", "+"];
        var topics = Words(levels, 3).ToArray();
        string[] filters = [.. Words(wild, 2), .. Words(wild, 2).Select(filter => filter + "/#"), "#"];
        foreach (var by in filters)
        {
            foreach (var filter in filters)
            {
                if (filter == "#" && by == "+/#") continue; // the same, as each topic has a level; nobody needs that seen
                var isCovered = topics.All(topic => !Topics.Matches(filter, topic) || Topics.Matches(by, topic));
                // One level more than these topics have, only '#' reaches.
                if (filter.EndsWith('#') && !by.EndsWith('#')) isCovered = false;
                Assert.True(isCovered == FilterCover.IsCovered(filter, by), $"{filter} in {by}");
            }
        }
    }

    [Fact]
    public void To_judge_a_publish_allocates_nothing()
    {
        var grant = new DeviceGrant("home", true, Account, 0);
        byte[][] topics = ["home/devices/roof/data"u8.ToArray(), "home/device/roof/data/temperature"u8.ToArray(), "home/devices/roof/ota/progress"u8.ToArray(), "devices/kitchen/data"u8.ToArray()];
        var allowed = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100_000; i++)
            if (grant.MayPublish(topics[i % topics.Length])) allowed++;

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(75_000, allowed);
    }

    [Fact]
    public void What_is_revoked_may_nothing()
    {
        var grant = new DeviceGrant("", false, Account, 0);
        Assert.True(grant.MayPublish("devices/roof/data"u8) && grant.MaySubscribe("devices/roof/command"));
        grant.Revoke();
        Assert.False(grant.MayPublish("devices/roof/data"u8) || grant.MaySubscribe("devices/roof/command"));
    }

    [Theory]
    [InlineData("kitchen", true, "kitchen", 0)]
    [InlineData("kitchen.b", true, "kitchen", 1)]
    [InlineData("kitchen.b.b", false, "", 0)]
    [InlineData("kitchen.c", false, "", 0)]
    [InlineData(".b", false, "", 0)]
    [InlineData("", false, "", 0)]
    public void A_user_name_names_one_device(string user, bool isOne, string device, int slot)
    {
        Assert.Equal(isOne, DeviceUser.TryParse(user, out var deviceId, out var found));
        if (!isOne) return;
        Assert.Equal((device, slot, user), (deviceId, found, DeviceUser.Of(deviceId, found)));
    }

    private static IEnumerable<string> Words(string[] levels, int most)
    {
        IEnumerable<string> words = levels;
        List<string> all = [.. words];
        for (var i = 1; i < most; i++)
        {
            words = [.. words.SelectMany(word => levels.Select(level => $"{word}/{level}"))];
            all.AddRange(words);
        }

        return all.Where(word => word.Length > 0).Distinct();
    }
}
