namespace Nanofleet.Mqtt.Transports;

/// <summary>The TLS of a listener as it is now: what the source gives is prepared when it gives something new.</summary>
internal sealed class TlsServers(Func<MqttServerTlsOptions> source, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private TlsServer _newest = new(source(), clock);

    /// <summary>For the next handshake.</summary>
    public TlsServer Current
    {
        get
        {
            var options = source();
            lock (_gate)
            {
                if (!ReferenceEquals(_newest.Options, options)) _newest = new TlsServer(options, clock);
                return _newest;
            }
        }
    }
}
