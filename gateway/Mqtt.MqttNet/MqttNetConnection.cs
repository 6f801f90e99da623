using System.Text;
using MQTTnet;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;

namespace Nanofleet.Mqtt.MqttNet;

/// <summary>One connection of MQTTnet's client, over a stream that stands, with the order and the bounds that it lacks.</summary>
internal sealed class MqttNetConnection : IDisposable
{
    /// <summary>As in our own client: what a 3.1.1 broker, which cannot say, is known to bear.</summary>
    private const ushort UnsaidSendMaximum = 20;

    private readonly MqttClientOptions _options;
    private readonly IMqttReceiver? _receiver;
    private readonly Stream _stream;
    private readonly ReceiveBound _bound;
    private readonly OrderedAnswers _answers;
    private readonly CancellationTokenSource _ended = new(); // never disposed: it has no timer, and the end may still be about to cancel it
    private readonly TaskCompletionSource<MqttDisconnect> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SemaphoreSlim _window = new(1);
    private MqttDisconnect? _why;

    public MqttNetConnection(MqttClientOptions options, IMqttReceiver? receiver, Stream stream)
    {
        _options = options;
        _receiver = receiver;
        _stream = stream;
        _bound = new ReceiveBound(options.Version == MqttVersion.V500 ? options.ReceiveMaximum : options.ReceiveMaximum - 1); // 3.1.1 cannot say how much it takes
        _answers = new OrderedAnswers(_bound, RefuseByClosing, options.Version);
        Client = new MqttClientFactory().CreateMqttClient(MqttNetNullLogger.Instance, new StreamAdapterFactory(stream, _bound));
        Client.ApplicationMessageReceivedAsync += ReceiveAsync;
        Client.DisconnectedAsync += OnDisconnected;
    }

    public MQTTnet.IMqttClient Client { get; }

    public MqttConnectResult Limits { get; private set; } = new();

    public bool IsConnected => Client.IsConnected && !_closed.Task.IsCompleted;

    public Task<MqttDisconnect> Closed => _closed.Task;

    public async Task<MqttConnectResult> ConnectAsync(CancellationToken cancel)
    {
        Limits = Translation.ToResult(await Client.ConnectAsync(Translation.ToOptions(_options), cancel), _options);
        var wish = _options.SendMaximum ?? (_options.Version == MqttVersion.V311 ? UnsaidSendMaximum : ushort.MaxValue);
        var window = Math.Clamp(wish, (ushort)1, Limits.ReceiveMaximum); // [MQTT-3.3.4-7]
        _window = new SemaphoreSlim(window, window);
        return Limits;
    }

    public async Task<MqttReasonCode> PublishAsync(MqttApplicationMessage message, CancellationToken cancel)
    {
        var isAnswered = message.QualityOfServiceLevel != MQTTnet.Protocol.MqttQualityOfServiceLevel.AtMostOnce;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, _ended.Token);
        if (isAnswered) await _window.WaitAsync(both.Token);
        try
        {
            return (MqttReasonCode)(byte)(await Client.PublishAsync(message, both.Token)).ReasonCode;
        }
        finally
        {
            if (isAnswered) _window.Release();
        }
    }

    public async Task DisconnectAsync(MqttReasonCode reason)
    {
        Interlocked.CompareExchange(ref _why, new MqttDisconnect(reason, false, "this client disconnected"), null);
        try
        {
            if (Client.IsConnected) await Client.DisconnectAsync(new MqttClientDisconnectOptions { Reason = (MqttClientDisconnectOptionsReason)(byte)reason });
        }
        catch (Exception e) when (e is MqttCommunicationException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            End(_why!); // it broke while we said goodbye
        }
        if (!Client.IsConnected) End(_why!);
        await Closed;
    }

    public void Dispose()
    {
        _stream.Dispose();
        Client.Dispose();
        End(new MqttDisconnect(MqttReasonCode.UnspecifiedError, false, "the connection was given up"));
    }

    private async Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs arrived)
    {
        arrived.AutoAcknowledge = false;
        var message = arrived.ApplicationMessage;
        var qos = (MqttQoS)(byte)message.QualityOfServiceLevel;
        var acknowledgement = qos == MqttQoS.AtMostOnce ? default : new MqttAcknowledgement(_answers, _answers.Open(arrived));
        try
        {
            if (_receiver is null) acknowledgement.Complete();
            else await _receiver.ReceiveAsync(Delivery(message, qos, acknowledgement), _ended.Token);
        }
        catch (Exception e) // the receiver's fault: its message stays unanswered and comes again
        {
            await CloseAsync(new MqttDisconnect(MqttReasonCode.ImplementationSpecificError, false, $"the receiver failed: {e.Message}", e));
        }
        if (qos == MqttQoS.AtMostOnce) _bound.Leave();
    }

    private static MqttDelivery Delivery(MqttApplicationMessage message, MqttQoS qos, MqttAcknowledgement acknowledgement) => new(
        Encoding.UTF8.GetBytes(message.Topic), Translation.ToMemory(message.Payload), qos, message.Retain, message.Dup, null, acknowledgement, Translation.ToProperties(message));

    private Task OnDisconnected(MqttClientDisconnectedEventArgs ended)
    {
        var told = ended.Exception is MqttClientUnexpectedDisconnectReceivedException;
        var reason = (MqttReasonCode)(byte)ended.Reason;
        var text = told
            ? string.IsNullOrEmpty(ended.ReasonString) ? $"the broker said {reason}" : ended.ReasonString
            : ended.Exception is { } failure ? $"the connection broke: {failure.GetBaseException().Message}" : "the broker closed the connection";
        End(Volatile.Read(ref _why) ?? new MqttDisconnect(told ? reason : MqttReasonCode.UnspecifiedError, true, text, told ? null : ended.Exception)
        {
            ServerReference = (ended.Exception as MqttClientUnexpectedDisconnectReceivedException)?.ServerReference,
        });
        return Task.CompletedTask;
    }

    /// <summary>3.1.1 cannot say no: unanswered, the message comes again over the next connection.</summary>
    private void RefuseByClosing(MqttReasonCode reason) => _ = CloseAsync(new MqttDisconnect(reason, false, $"this client ended the connection: {reason}"));

    private async Task CloseAsync(MqttDisconnect why)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // MQTTnet waits for its handlers when it ends
        Interlocked.CompareExchange(ref _why, why, null);
        _ = _options.Version == MqttVersion.V500 ? DisconnectAsync(why.Reason) : Task.Run(_stream.Dispose);
    }

    private void End(MqttDisconnect why)
    {
        _answers.Close();
        _bound.Close();
        _ended.Cancel();
        _closed.TrySetResult(why);
    }
}
