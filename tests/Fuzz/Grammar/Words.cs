using System.Text;

namespace Nanofleet.Fuzz.Grammar;

/// <summary>What packets are about: few words, so that topics meet filters and clients meet each other's sessions, and wrong ones of every kind.</summary>
internal static class Words
{
    /// <summary>Topics that the host of the fuzzed broker receives begin with this level.</summary>
    public const string HostLevel = "h";

    private static readonly string[] Topics =
        ["a", "a/b", "a/b/c", "b", "b/", "/", "a//b", "x/y", HostLevel + "/1", HostLevel + "/2/3", "größe/ü", "r/1", "r/2", "r/3", new('l', 200)];

    private static readonly string[] Filters =
    [
        "a", "a/b", "a/#", "+/b", "#", "+", "+/+", "a/+/c", HostLevel + "/#", "/+", "r/+", "b/#", "größe/#", "$SYS/#", "$share/g/a", "$share/g/#",
        "$share/g/+/b", "$share/other/a/#", "a//b", "a/+/+", "+/#",
    ];

    private static readonly string[] WrongTopics = ["", "#", "a/+", "$SYS/x", "$share/g/a", "a/#", "a/b/c/d/e/f/g/h/i/j/k/l/m/n"];

    private static readonly string[] WrongFilters =
        ["", "a#", "a/#/b", "+a", "a/+b", "$share", "$share/", "$share//a", "$share/+/a", "$share/g/", "$share/g", "##", "a/b/c/d/e/f/g/h/i/j/k/l/m/n"];

    private static readonly byte[][] WrongTexts = [[0xC3, 0x28], [0xED, 0xA0, 0x80], [0x61, 0x00], [0xFF], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80]];

    public static string Topic(Random random) => Pick(random, Topics);

    public static string Filter(Random random) => Pick(random, Filters);

    public static string WrongTopic(Random random) => Pick(random, WrongTopics);

    public static string WrongFilter(Random random) => Pick(random, WrongFilters);

    public static byte[] WrongText(Random random) => Pick(random, WrongTexts);

    /// <summary>A short or, now and then, a long text.</summary>
    public static string Text(Random random) => random.Next(8) switch
    {
        0 => "",
        1 => new string('t', random.Next(300)),
        2 => "\uFEFFä€😀",
        _ => "text",
    };

    public static byte[] Payload(Random random)
    {
        var bytes = new byte[random.Next(10) switch { 0 => 0, 1 => random.Next(5000), 2 => 127, 3 => 128, _ => random.Next(30) }];
        random.NextBytes(bytes);
        return bytes;
    }

    public static byte[] TextBytes(Random random) => Encoding.UTF8.GetBytes(Text(random));

    public static T Pick<T>(Random random, IReadOnlyList<T> all) => all[random.Next(all.Count)];
}
