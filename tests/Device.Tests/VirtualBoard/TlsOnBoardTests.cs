extern alias firmware;

using firmware::nanoFramework.M2Mqtt;
using firmware::nanoFramework.M2Mqtt.Exceptions;
using firmware::nanoFramework.M2Mqtt.Messages;
using firmware::nanoFramework.Networking;
using Nanofleet.VirtualBoard;
using NanoCertificate = firmware::System.Security.Cryptography.X509Certificates.X509Certificate;
using NanoThreading = firmware::System.Threading;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>A board trusts the authority that it carries and no other, and not before it knows the date.</summary>
public sealed class TlsOnBoardTests : IAsyncLifetime
{
    private readonly Board _board = new(new BoardOptions { Name = "tls", WifiJoinTime = TimeSpan.FromMilliseconds(10) });
    private readonly Signal _done = new();
    private TlsBroker? _broker;

    private TlsBroker Broker => _broker!;

    public ValueTask InitializeAsync()
    {
        _broker = new TlsBroker();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_brokers_own_authority_is_trusted()
    {
        var (code, fault) = await ConnectAsync(Broker.AuthorityPem, knowsTheDate: true);

        Assert.Null(fault);
        Assert.Equal(MqttReasonCode.Success, code);
    }

    [Fact]
    public async Task Another_authority_is_not()
    {
        using var stranger = TlsBroker.Authority("Somebody else");

        var (_, fault) = await ConnectAsync(stranger.ExportCertificatePem(), knowsTheDate: true);

        Assert.IsType<MqttConnectionException>(fault);
    }

    [Fact]
    public async Task A_board_without_the_date_trusts_nobody()
    {
        var (_, fault) = await ConnectAsync(Broker.AuthorityPem, knowsTheDate: false);

        Assert.IsType<MqttConnectionException>(fault);
    }

    public async ValueTask DisposeAsync()
    {
        _board.Dispose();
        await Broker.DisposeAsync();
    }

    private async Task<(MqttReasonCode? Code, Exception? Fault)> ConnectAsync(string authority, bool knowsTheDate)
    {
        MqttReasonCode? code = null;
        Exception? fault = null;
        _board.PowerOn(() =>
        {
            fault = Record.Exception(() =>
            {
                WifiNetworkHelper.ConnectDhcp("nanofleet", "nanofleet", requiresDateTime: knowsTheDate);
                var client = new MqttClient("127.0.0.1", Broker.Port, true, new NanoCertificate(authority), null, MqttSslProtocols.TLSv1_2);
                code = client.Connect("tls");
            });
            _done.Set();
            NanoThreading.Thread.Sleep(Timeout.Infinite);
        });
        await _done.WaitAsync();
        return (code, fault);
    }
}
