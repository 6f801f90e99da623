using System.Text;
using Nanofleet.Mqtt.Broker;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt.Tests.Topics;

public sealed class TopicFilterTests
{
    /// <summary>The examples of 5.0 §4.7 and what lies at their edges.</summary>
    public static TheoryData<string, string, bool> Matches => new()
    {
        { "sport/tennis/player1/#", "sport/tennis/player1", true },
        { "sport/tennis/player1/#", "sport/tennis/player1/ranking", true },
        { "sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true },
        { "sport/tennis/player1/#", "sport/tennis/player10", false },
        { "sport/#", "sport", true },
        { "#", "anything/at/all", true },
        { "#", "/", true },
        { "sport/tennis/+", "sport/tennis/player1", true },
        { "sport/tennis/+", "sport/tennis/player1/ranking", false },
        { "sport/+", "sport", false },
        { "sport/+", "sport/", true },
        { "+/+", "/finance", true },
        { "/+", "/finance", true },
        { "+", "/finance", false },
        { "+", "finance", true },
        { "+/tennis/#", "sport/tennis", true },
        { "+/tennis/#", "sport/golf", false },
        { "a/+/c", "a//c", true },
        { "a//c", "a//c", true },
        { "a//c", "a/c", false },
        { "/a", "a", false },
        { "a", "a/", false },
        { "a/", "a", false },
        { "ACCOUNTS", "Accounts", false },
        { "accounts payable", "accounts payable", true },
        { "#", "$SYS/uptime", false },
        { "+/uptime", "$SYS/uptime", false },
        { "$SYS/#", "$SYS/uptime", true },
        { "$SYS/+", "$SYS/uptime", true },
        { "a/+", "a/$x", true },
        { "größe/+", "größe/°C", true },
        { "a/b", "a/b/c", false },
        { "a/b/c", "a/b", false },
        { "+/+/+", "a/b", false },
        { "a/#", "b", false },
    };

    [Theory, MemberData(nameof(Matches))]
    public void A_filter_matches_as_the_specification_says(string filter, string topic, bool expected) =>
        Assert.Equal(expected, TopicFilter.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic)));

    [Theory, MemberData(nameof(Matches))]
    public void The_subscription_tree_matches_as_a_single_filter_does(string filter, string topic, bool expected)
    {
        using var tree = new SubscriptionTree();
        var subscription = new Subscription { Session = NewSession(tree), Filter = filter };
        tree.Add(subscription, null);
        var matches = MatchList.Rent();

        tree.Match(Encoding.UTF8.GetBytes(topic), matches);
        Assert.Equal(expected ? 1 : 0, matches.Count);

        tree.Remove(subscription);
        matches = MatchList.Rent();
        tree.Match(Encoding.UTF8.GetBytes(topic), matches);
        Assert.Equal(0, matches.Count);
    }

    [Theory, MemberData(nameof(Matches))]
    public void The_retained_messages_match_as_a_single_filter_does(string filter, string topic, bool expected)
    {
        var retained = new RetainedMessages(new MqttBrokerOptions(), new MqttBrokerCounters());
        var view = new MessageView { Topic = Encoding.UTF8.GetBytes(topic), Payload = "x"u8, ExpiresAt = Expiry.Never };
        retained.Set(ref view);

        Assert.Equal(expected ? 1 : 0, retained.Match(Encoding.UTF8.GetBytes(filter), 0).Count);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("/", true)]
    [InlineData("#", true)]
    [InlineData("+", true)]
    [InlineData("a/#", true)]
    [InlineData("+/a/+", true)]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("#/a", false)]
    [InlineData("a+", false)]
    [InlineData("a/b+/c", false)]
    [InlineData("++", false)]
    [InlineData("a/##", false)]
    public void Wildcards_stand_alone_in_their_level_and_the_hash_at_the_end(string filter, bool expected) =>
        Assert.Equal(expected, TopicFilter.IsValid(Encoding.UTF8.GetBytes(filter)));

    [Theory]
    [InlineData("$share/g/a/b", true, "g", "a/b")]
    [InlineData("$share/g/#", true, "g", "#")]
    [InlineData("$share/g//a", true, "g", "/a")]
    [InlineData("a/b", true, "", "a/b")]
    [InlineData("$shared/a", true, "", "$shared/a")]
    [InlineData("$share", false, "", "")]
    [InlineData("$share/", false, "", "")]
    [InlineData("$share/g", false, "", "")]
    [InlineData("$share/g/", false, "", "")]
    [InlineData("$share//a", false, "", "")]
    [InlineData("$share/g+/a", false, "", "")]
    [InlineData("$share/#/a", false, "", "")]
    public void A_shared_subscription_names_a_group_and_a_filter(string filter, bool expected, string group, string rest)
    {
        var valid = TopicFilter.TrySplitShare(Encoding.UTF8.GetBytes(filter), out var foundGroup, out var foundRest);

        Assert.Equal(expected, valid);
        if (expected) Assert.Equal((group, rest), (Encoding.UTF8.GetString(foundGroup), Encoding.UTF8.GetString(foundRest)));
    }

    [Theory]
    [InlineData("a/b", true)]
    [InlineData("/", true)]
    [InlineData("", false)]
    [InlineData("a/+", false)]
    [InlineData("#", false)]
    [InlineData("a#b", false)]
    public void A_topic_name_has_no_wildcards_and_is_not_empty(string topic, bool expected) =>
        Assert.Equal(expected, TopicName.IsValid(Encoding.UTF8.GetBytes(topic)));

    private static Session NewSession(SubscriptionTree tree) => new("c", 1, new MqttBrokerOptions(), new MqttBrokerCounters(), new BrokerClock(TimeProvider.System), tree);
}
