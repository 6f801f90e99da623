extern alias firmware;

using firmware::nanoFramework.M2Mqtt;
using firmware::nanoFramework.M2Mqtt.Exceptions;
using firmware::nanoFramework.M2Mqtt.Messages;
using firmware::nanoFramework.Networking;
using Nanofleet.VirtualBoard;
using NanoCertificate = firmware::System.Security.Cryptography.X509Certificates.X509Certificate;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>A board trusts the authority that it carries and no other, and not before it knows the date.</summary>
public sealed class TlsOnBoardTests : IAsyncDisposable
{
    private readonly Board _board = new(new BoardOptions { Name = "tls", WifiJoinTime = TimeSpan.FromMilliseconds(10) });
    private readonly TlsBroker _broker = new();

    [Fact]
    public async Task The_brokers_own_authority_is_trusted()
    {
        var (code, fault) = await ConnectAsync(_broker.AuthorityPem, knowsTheDate: true);

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
        var (_, fault) = await ConnectAsync(_broker.AuthorityPem, knowsTheDate: false);

        Assert.IsType<MqttConnectionException>(fault);
    }

    public async ValueTask DisposeAsync()
    {
        _board.Dispose();
        await _broker.DisposeAsync();
    }

    private async Task<(MqttReasonCode? Code, Exception? Fault)> ConnectAsync(string authority, bool knowsTheDate)
    {
        MqttReasonCode? code = null;
        Exception? fault = null;
        await _board.RunAsync(() => fault = Record.Exception(() =>
        {
            WifiNetworkHelper.ConnectDhcp("nanofleet", "nanofleet", requiresDateTime: knowsTheDate);
            var client = new MqttClient("127.0.0.1", _broker.Port, true, new NanoCertificate(authority), null, MqttSslProtocols.TLSv1_2);
            code = client.Connect("tls");
        }));
        return (code, fault);
    }
}
