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
    private readonly TlsBroker _broker = new();
    private Board _board = Make(TimeSpan.Zero);

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_authorities_either_will_do(bool isFirst)
    {
        using var other = TlsBroker.Authority("The other one");
        var (own, their) = (_broker.AuthorityPem, other.ExportCertificatePem());

        var (code, fault) = await ConnectAsync(isFirst ? $"{own}\n{their}\n" : $"{their}\n{own}\n", knowsTheDate: true);

        Assert.Null(fault);
        Assert.Equal(MqttReasonCode.Success, code);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        var (_, fault) = await ConnectAsync(_broker.AuthorityPem, knowsTheDate: true, host: "localhost");

        Assert.IsType<MqttConnectionException>(fault);
    }

    [Theory]
    [InlineData(21)] // days after which it has ended
    [InlineData(-2)] // and before which it is not valid yet
    public async Task A_certificate_of_another_time_is_refused(int days)
    {
        _board.Dispose();
        _board = Make(TimeSpan.FromDays(days));

        var (_, fault) = await ConnectAsync(_broker.AuthorityPem, knowsTheDate: true);

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

    private static Board Make(TimeSpan clockOffset) => new(new BoardOptions { Name = "tls", WifiJoinTime = TimeSpan.FromMilliseconds(10), ClockOffset = clockOffset });

    private async Task<(MqttReasonCode? Code, Exception? Fault)> ConnectAsync(string authority, bool knowsTheDate, string host = "127.0.0.1")
    {
        MqttReasonCode? code = null;
        Exception? fault = null;
        await _board.RunAsync(() => fault = Record.Exception(() =>
        {
            WifiNetworkHelper.ConnectDhcp("nanofleet", "nanofleet", requiresDateTime: knowsTheDate);
            var client = new MqttClient(host, _broker.Port, true, new NanoCertificate(authority), null, MqttSslProtocols.TLSv1_2);
            code = client.Connect("tls");
        }));
        return (code, fault);
    }
}
