using System.Text.Json.Nodes;
using Nanofleet.Provision;
using Nanofleet.Provision.Boards;
using Nanofleet.Tools.Tests.Nanoff;
using Nanofleet.Tools.Tests.Provision.Fakes;

namespace Nanofleet.Tools.Tests.Provision.Run;

/// <summary>The way through the debugger's port, with a program that answers as nanoff does and lies as it does.</summary>
public sealed class NanoffRunTests : IAsyncLifetime
{
    private readonly FakeNanoff _nanoff = new FakeNanoff().Running();
    private FakeGateway _gateway = null!;
    private Bench _bench = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ProvisionOptions Options => Bench.Options(FakeNanoff.Port) with { Way = BoardWay.Nanoff, BrokerHost = "gateway.local" };

    public async ValueTask InitializeAsync()
    {
        _gateway = await FakeGateway.StartAsync();
        _bench = new Bench(_gateway, nanoff: _nanoff.Tool, patience: Bench.Impatience);
        _nanoff.Board(board => board["assemblies"] = new JsonArray(new JsonArray("mscorlib", "1.17.11.0"), new JsonArray("Nanofleet.Device.App", "0.1.0.0")));
    }

    public async ValueTask DisposeAsync()
    {
        _bench.Dispose();
        _nanoff.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Settings_certificate_and_network_are_on_the_board()
    {
        await _bench.Run.RunAsync(Options, Cancel);

        var files = _nanoff.State["files"]!.AsObject();
        var settings = JsonNode.Parse(files[@"I:\nanofleet.json"]!.GetValue<string>())!;
        Assert.Equal(("kitchen", "workshop", "broker-ca.pem"), ((string?)settings["device_id"], (string?)settings["wifi_ssid"], (string?)settings["broker_ca"]));
        Assert.Equal(_gateway.Authority.Root.ExportCertificatePem(), files[@"I:\broker-ca.pem"]!.GetValue<string>());
        Assert.Equal("workshop", _nanoff.State["network"]!["WirelessClient"]!["Ssid"]!.GetValue<string>());
        Assert.All(_nanoff.Modes, mode => Assert.Equal("600", mode));
        Assert.DoesNotContain("canary", string.Join('\n', _nanoff.Calls));
        Assert.DoesNotContain("canary", _bench.Screen);
    }

    [Fact]
    public async Task A_client_certificate_and_its_key_are_there_before_the_settings_that_name_them()
    {
        _gateway.AsksForCertificates = true;

        await _bench.Run.RunAsync(Options, Cancel);

        var files = _nanoff.State["files"]!.AsObject();
        Assert.Equal([@"I:\broker-ca.pem", @"I:\client-cert.pem", @"I:\client-key.pem", @"I:\nanofleet.json"], files.Select(file => file.Key));
        var settings = JsonNode.Parse(files[@"I:\nanofleet.json"]!.GetValue<string>())!;
        Assert.Equal(("client-cert.pem", "client-key.pem"), ((string?)settings["client_certificate"], (string?)settings["client_key"]));
        Assert.Equal(FakeGateway.ClientCertificate("kitchen"), files[@"I:\client-cert.pem"]!.GetValue<string>());
        Assert.Equal(FakeGateway.ClientKey, files[@"I:\client-key.pem"]!.GetValue<string>());
        Assert.DoesNotContain("canary", string.Join('\n', _nanoff.Calls));
        Assert.DoesNotContain("canary", _bench.Screen);
    }

    [Fact]
    public async Task A_file_that_did_not_arrive_is_named_though_nanoff_ended_well()
    {
        _nanoff.Lies("file");
        Assert.Contains("did not take", (await _bench.FaultAsync(Options)).Message);
    }

    [Fact]
    public async Task A_board_without_our_firmware_is_named_before_anything_is_registered()
    {
        _nanoff.Board(board => board["assemblies"] = new JsonArray(new JsonArray("mscorlib", "1.17.11.0")));
        Assert.Contains("not the Nanofleet firmware", (await _bench.FaultAsync(Options)).Message);
        Assert.Empty(_gateway.Registrations);
    }

    [Fact]
    public async Task Nanoff_is_chosen_by_itself_where_nothing_answers_to_improv()
    {
        using var silent = new ScriptedBoard(manners => manners.IsMute = true);
        _nanoff.Board(board => board["ports"] = new JsonArray(silent.Port));
        using var board = await _bench.Boards.FindAsync(silent.Port, BoardWay.Auto, Cancel);
        Assert.Equal($"nanoff on {silent.Port}", board.Way);
    }

    [Fact]
    public async Task A_missing_nanoff_is_named()
    {
        using var bench = new Bench(_gateway);
        Assert.Contains("nanoff is not installed", (await bench.FaultAsync(Options)).Message);
    }
}
