using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>A broker at /mqtt of a web program on a free loopback port, with https where a certificate is given.</summary>
internal sealed class WebSocketBroker : IAsyncDisposable
{
    private readonly WebApplication _application;

    private WebSocketBroker(WebApplication application, MqttBroker broker) => (_application, Broker) = (application, broker);

    public MqttBroker Broker { get; }

    public int Port => new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static async Task<WebSocketBroker> StartAsync(
        MqttBrokerOptions? options = null, IMqttReceiver? host = null, X509Certificate2? certificate = null, MqttWebSocketOptions? sockets = null, TimeProvider? clock = null)
    {
        var broker = new MqttBroker(options, host, clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var application = builder.Build();
        application.MapMqttWebSocket("/mqtt", broker, sockets);
        application.MapGet("/", () => "a page");
        await application.StartAsync();
        return new WebSocketBroker(application, broker);
    }

    /// <summary>Waits for a state that the broker counts and does not signal.</summary>
    public async Task UntilAsync(Func<MqttBrokerCounters, bool> holds)
    {
        var limit = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (!holds(Broker.Counters))
        {
            Assert.True(DateTime.UtcNow < limit, "waited in vain");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await _application.DisposeAsync();
    }
}
