extern alias firmware;

using firmware::nanoFramework.Networking;
using firmware::System.Device.Wifi;
using firmware::System.Net.NetworkInformation;
using Nanofleet.VirtualBoard;
using NanoDns = firmware::System.Net.Dns;
using NanoSocketException = firmware::System.Net.Sockets.SocketException;
using NanoThreading = firmware::System.Threading;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>The firmware learns of the network what a station on a real board learns, and when it does.</summary>
public sealed class WifiTests : IDisposable
{
    private readonly Board _board = new(new BoardOptions
    {
        Name = "wifi",
        WifiJoinTime = TimeSpan.FromMilliseconds(10),
        WifiLossNotice = TimeSpan.FromMilliseconds(500),
    });

    private readonly Signal _done = new();

    [Fact]
    public async Task A_board_that_joins_has_an_address()
    {
        var (before, after) = ("", "");
        await _board.RunAsync(() =>
        {
            before = NetworkInterface.GetAllNetworkInterfaces()[0].IPv4Address;
            WifiNetworkHelper.ConnectDhcp("nanofleet", "nanofleet");
            after = NetworkInterface.GetAllNetworkInterfaces()[0].IPv4Address;
        });

        Assert.Equal("0.0.0.0", before);
        Assert.Equal(_board.IPAddress, after);
        Assert.InRange(_board.WifiRssi, -90, -40);
    }

    [Theory]
    [InlineData("nanofleet", "wrong")]
    [InlineData("elsewhere", "nanofleet")]
    public async Task A_wrong_name_or_password_joins_nothing_until_the_token_ends_the_wait(string ssid, string password)
    {
        var (joined, status) = (true, NetworkHelperStatus.None);
        await _board.RunAsync(() =>
        {
            using var limit = new NanoThreading.CancellationTokenSource(60);
            joined = WifiNetworkHelper.ConnectDhcp(ssid, password, token: limit.Token);
            status = WifiNetworkHelper.Status;
        });

        Assert.False(joined);
        Assert.Equal(NetworkHelperStatus.TokenExpiredWaitingIPAddress, status);
        Assert.Null(_board.IPAddress);
    }

    [Fact]
    public async Task The_adapter_says_what_is_wrong()
    {
        var results = new List<WifiConnectionStatus>();
        await _board.RunAsync(() =>
        {
            var adapter = WifiAdapter.FindAllAdapters()[0];
            results.Add(adapter.Connect("elsewhere", WifiReconnectionKind.Manual, "nanofleet").ConnectionStatus);
            results.Add(adapter.Connect("nanofleet", WifiReconnectionKind.Manual, "wrong").ConnectionStatus);
            results.Add(adapter.Connect("nanofleet", WifiReconnectionKind.Manual, "nanofleet").ConnectionStatus);
        });

        Assert.Equal([WifiConnectionStatus.NetworkNotAvailable, WifiConnectionStatus.InvalidCredential, WifiConnectionStatus.Success], results);
    }

    [Fact]
    public async Task The_firmware_hears_of_a_lost_network_after_a_while_and_joins_again_by_itself()
    {
        var news = new List<bool>();
        var heard = new Signal();
        await _board.RunAsync(() =>
        {
            WifiNetworkHelper.ConnectDhcp("nanofleet", "nanofleet");
            NetworkChange.NetworkAvailabilityChanged += (_, e) =>
            {
                news.Add(e.IsAvailable);
                heard.Set();
            };
        });

        _board.CutWifi();
        Assert.NotNull(_board.IPAddress);
        await heard.WaitAsync();
        Assert.Null(_board.IPAddress);
        _board.RestoreWifi();
        await heard.WaitAsync();

        Assert.Equal([false, true], news);
        Assert.NotNull(_board.IPAddress);
    }

    [Fact]
    public async Task A_board_that_waits_for_the_network_joins_when_it_comes_back()
    {
        _board.CutWifi();
        var asked = new Signal();
        var joined = false;
        _board.PowerOn(() =>
        {
            asked.Set();
            joined = WifiNetworkHelper.ConnectDhcp("nanofleet", "nanofleet");
            _done.Set();
        });
        await asked.WaitAsync();

        _board.RestoreWifi();

        await _done.WaitAsync();
        Assert.True(joined);
    }

    [Fact]
    public async Task Credentials_are_kept_over_the_power_for_reconnect()
    {
        var reconnected = new List<bool>();
        await _board.RunAsync(() => reconnected.Add(WifiNetworkHelper.Reconnect()));
        _board.PullPower();
        await _board.RunAsync(() => WifiNetworkHelper.ConnectDhcp("nanofleet", "nanofleet"));
        _board.PullPower();
        await _board.RunAsync(() => reconnected.Add(WifiNetworkHelper.Reconnect()));

        Assert.Equal([false, true], reconnected);
    }

    [Fact]
    public async Task A_scan_hears_the_network_and_its_strength()
    {
        WifiAvailableNetwork[] heard = [];
        await _board.RunAsync(() =>
        {
            using var scanned = new Scan();
            heard = scanned.Networks;
        });

        Assert.Equal("nanofleet", Assert.Single(heard).Ssid);
        Assert.InRange(heard[0].NetworkRssiInDecibelMilliwatts, -90, -40);
    }

    [Fact]
    public async Task Names_are_not_found_without_network()
    {
        Exception? fault = null;
        await _board.RunAsync(() => fault = Record.Exception(() => NanoDns.GetHostEntry("localhost")));

        Assert.Equal((int)System.Net.Sockets.SocketError.NetworkUnreachable, Assert.IsType<NanoSocketException>(fault).ErrorCode);
    }

    public void Dispose() => _board.Dispose();

    private sealed class Scan : IDisposable
    {
        private readonly NanoThreading.AutoResetEvent _finished = new(false);
        private readonly WifiAdapter _adapter = WifiAdapter.FindAllAdapters()[0];

        internal Scan()
        {
            _adapter.AvailableNetworksChanged += (_, _) => _finished.Set();
            _adapter.ScanAsync();
            _finished.WaitOne();
        }

        internal WifiAvailableNetwork[] Networks => _adapter.NetworkReport.AvailableNetworks;

        public void Dispose() => _adapter.Dispose();
    }
}
