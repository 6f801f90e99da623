using System.Collections;
using Nanofleet.Nano.Tests;

namespace Nanofleet.Contract.Tests;

/// <summary>The golden vectors on .NET, one test a case, run by the source that also runs on the board.</summary>
public sealed class GoldenVectorTests
{
    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var file in VectorFolder.Names)
            foreach (var test in new VectorCase(VectorFolder.Parse(file)).Children("cases")) cases.Add(file, test.Name);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Contract_holds(string file, string name)
    {
        var test = new VectorCase(VectorFolder.Parse(file)).Children("cases").Single(test => test.Name == name);
        Assert.Null(Vectors.Fault(file, test));
    }

    [Fact]
    public void Every_kind_of_message_has_a_file() => Assert.Equal(
        ["command", "data", "gateway", "heartbeat", "improv", "info", "json", "response", "rules", "status", "stored", "times", "topics"],
        VectorFolder.Names);

    [Fact]
    public void Every_topic_of_the_contract_is_parsed_by_a_case()
    {
        var parsed = new VectorCase(VectorFolder.Parse("topics")).Children("cases")
            .Where(test => test.Has("parse")).Select(test => test.Text("kind").Replace("_", "", StringComparison.Ordinal));
        var kinds = Enum.GetNames<TopicKind>().Select(name => name.ToLowerInvariant());
        Assert.Empty(kinds.Except(parsed));
    }

    [Fact]
    public void A_wrong_vector_is_reported_with_its_file_its_name_and_both_texts()
    {
        var test = new Hashtable { ["name"] = "wrong", ["format"] = 0, ["expect"] = "<1970>" };
        Assert.Equal("times, wrong: expected '1970' but got '1970-01-01T00:00:00.000Z'", Vectors.Fault("times", new VectorCase(test)));
    }
}
