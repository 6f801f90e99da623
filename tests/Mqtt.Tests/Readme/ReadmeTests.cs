using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Readme;

/// <summary>What gateway/Mqtt/README.md shows compiles and works.</summary>
public sealed class ReadmeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Its_code_is_the_code_that_is_compiled_here()
    {
        var chat = File.ReadAllLines(Beside("../../Samples/Chat/Program.cs"));
        var blocks = Blocks().Select(block => string.Join('\n', Lines(block))).ToList();

        Assert.Contains(Blocks(), block => block.SequenceEqual(chat));
        foreach (var sample in Regions()) Assert.Contains(blocks, block => block.Contains(string.Join('\n', Lines(sample)), StringComparison.Ordinal));
        var compiled = Lines(chat).Concat(Regions().SelectMany(Lines)).Append("await Task.Delay(Timeout.Infinite);").ToHashSet();
        Assert.All(blocks.SelectMany(block => block.Split('\n')), line => Assert.True(compiled.Contains(line) || line.StartsWith("using ", StringComparison.Ordinal), line));
    }

    [Fact]
    public async Task Two_who_run_the_chat_read_each_other()
    {
        var port = FreePort.Next().ToString();
        using var anna = Start("anna", port);
        await ExpectAsync(anna, "Hello anna. What you type goes to the others; an empty line ends.");
        using var bert = Start("bert", port);
        await ExpectAsync(bert, "Somebody has opened the chat already.");
        await ExpectAsync(bert, "Hello bert. What you type goes to the others; an empty line ends.");

        await anna.StandardInput.WriteLineAsync("hello");
        await ExpectAsync(bert, "anna: hello");
        await bert.StandardInput.WriteLineAsync("grüß dich");
        await ExpectAsync(anna, "bert: grüß dich");

        await anna.StandardInput.WriteLineAsync();
        await EndAsync(anna);
        await bert.StandardInput.WriteLineAsync("still there?");
        await ExpectAsync(bert, "The chat is over: the broker said ServerShuttingDown.");
        await EndAsync(bert);
    }

    [Fact]
    public async Task Broker_and_client_of_the_readme_meet()
    {
        var samples = new Samples(FreePort.Next(), "");
        using var stop = new CancellationTokenSource();
        var broker = samples.BrokerAsync(stop.Token);

        Assert.Equal("Success", await samples.ClientAsync());

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broker);
        Assert.Equal(MqttConnectionState.Stopped, samples.Loop(new MqttClientOptions()).State);
    }

    [Fact]
    public async Task The_hooks_of_the_readme_let_each_board_say_its_own()
    {
        await using var broker = await TestBroker.StartAsync(new Samples(0, "").Hooks());
        var stranger = await broker.Client(MqttVersion.V500, "board-1").ConnectAsync();
        var board = await broker.ConnectAsync(MqttVersion.V500, "board-1", null, options => (options.User, options.Password) = ("boards", "secret"));

        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, stranger.ReasonCode);
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await board.PublishAsync("devices/board-1/data", default, MqttQoS.AtLeastOnce));
        Assert.Equal(MqttReasonCode.NotAuthorized, await board.PublishAsync("devices/board-2/data", default, MqttQoS.AtLeastOnce));
        Assert.Equal([MqttReasonCode.GrantedQoS0, MqttReasonCode.NotAuthorized], await board.SubscribeAsync([new("devices/board-1/command"), new("devices/#")]));
    }

    [Fact]
    public async Task A_batch_of_the_readme_is_answered_when_it_is_stored()
    {
        var (receiver, store) = Samples.MakeBatch();
        var stored = new List<string>();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, receiver);
        var client = await broker.ConnectAsync(MqttVersion.V500, "p");

        var publishing = client.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce).AsTask();
        Assert.False(publishing.IsCompleted);
        _ = store(batch =>
        {
            stored.AddRange(batch.Select(Encoding.UTF8.GetString));
            return Task.CompletedTask;
        });

        Assert.Equal(MqttReasonCode.Success, await publishing);
        Assert.Equal(["x"], stored);
    }

    [Fact]
    public async Task Store_and_transports_of_the_readme_work()
    {
        var folder = Directory.CreateTempSubdirectory("readme").FullName;
        var samples = new Samples(0, folder);
        using var certificate = KestrelBroker.MakeCertificate();
        await File.WriteAllTextAsync(Path.Combine(folder, "c.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "k.pem"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await using var app = WebApplication.CreateSlimBuilder().Build();

        await samples.PersistentAsync(async broker =>
        {
            await samples.TransportsAsync(broker, app, Path.Combine(folder, "c.pem"), Path.Combine(folder, "k.pem"));
            await broker.PublishAsync("t", "kept"u8.ToArray(), MqttQoS.AtLeastOnce, retain: true);
            await using var client = new MqttClient(new MqttClientOptions { UnixSocket = Path.Combine(folder, "mqtt.sock") });
            Assert.True((await client.ConnectAsync()).IsAccepted);
        });

        await samples.PersistentAsync(broker =>
        {
            Assert.Equal(1, broker.Counters.Retained);
            return Task.CompletedTask;
        });
        Directory.Delete(folder, recursive: true);
    }

    private static Process Start(string name, string port) => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Nanofleet.Chat.dll"), name, port },
        RedirectStandardInput = true, RedirectStandardOutput = true,
        StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = Encoding.UTF8,
    })!;

    private static async Task EndAsync(Process chat)
    {
        await chat.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, chat.ExitCode);
    }

    private static async Task ExpectAsync(Process chat, string line) => Assert.Equal(line, await chat.StandardOutput.ReadLineAsync().WaitAsync(Patience));

    /// <summary>What stands between begin and end in the samples.</summary>
    private static List<List<string>> Regions()
    {
        var regions = new List<List<string>>();
        List<string>? open = null;
        foreach (var line in File.ReadLines(Beside("Samples.cs")))
        {
            if (line.Trim() == "// begin") open = [];
            else if (line.Trim() == "// end") (regions, open) = ([.. regions, open!], null);
            else open?.Add(line);
        }
        return regions;
    }

    private static List<List<string>> Blocks()
    {
        var blocks = new List<List<string>>();
        List<string>? open = null;
        foreach (var line in File.ReadLines(Beside("../../../gateway/Mqtt/README.md")))
        {
            if (line == "```csharp") open = [];
            else if (line == "```") (blocks, open) = (open is null ? blocks : [.. blocks, open], null);
            else open?.Add(line);
        }
        return blocks;
    }

    /// <summary>What counts of a text: lines without their indentation; the samples' Port is 1883 in the readme.</summary>
    private static IEnumerable<string> Lines(IEnumerable<string> text) =>
        text.Select(line => line.Trim().Replace("1883", "Port", StringComparison.Ordinal)).Where(line => line.Length > 0);

    private static string Beside(string file, [CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, file));
}
