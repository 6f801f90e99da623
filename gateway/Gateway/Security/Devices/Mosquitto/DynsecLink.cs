using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Mqtt;
using JsonArray = System.Text.Json.Nodes.JsonArray;

namespace Nanofleet.Gateway.Security.Devices.Mosquitto;

/// <summary>
/// Commands to Mosquitto's dynamic security plugin and its answers, over a connection of its own: a flood of readings must
/// not stand between a suspension and its effect.
/// </summary>
public sealed class DynsecLink : BackgroundService, IMqttReceiver
{
    private const string CommandTopic = "$CONTROL/dynamic-security/v1";
    private const string ResponseTopic = CommandTopic + "/response";
    private const string Correlation = "correlationData";

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    private readonly MqttConnectionLoop _loop;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonArray?>> _asked = [];
    private volatile TaskCompletionSource _up = NewSignal();
    private long _number;

    public DynsecLink(MqttOptions mqtt, TimeProvider clock)
    {
        _clock = clock;
        var options = BrokerConnection.ClientOptions(mqtt);
        (options.ClientId, options.CleanStart, options.SessionExpiry) = ($"{mqtt.ClientId}-accounts", true, TimeSpan.Zero);
        _loop = new MqttConnectionLoop(MqttClients.Create(mqtt.Client, options, this, clock), [new MqttSubscription(ResponseTopic, MqttQoS.AtLeastOnce)], clock)
        {
            Connected = OnConnected,
            Lost = OnLost,
        };
    }

    /// <summary>Told each time that the connection stands; must not wait.</summary>
    public event Action? CameUp;

    /// <summary>
    /// Sends commands together and returns their answers in order; an answer's <c>error</c> is for the caller to judge. Where
    /// the connection ends before the answer they are sent once more: the plugin sends away whose rights it changes, the
    /// gateway itself too.
    /// </summary>
    /// <exception cref="BrokerAccountsException">No answer came.</exception>
    public async Task<IReadOnlyList<JsonObject>> SendAsync(IReadOnlyList<JsonObject> commands, CancellationToken cancel)
    {
        try
        {
            return await SendOnceAsync(commands, cancel) ?? await SendOnceAsync(commands, cancel) ?? throw new TimeoutException();
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is TimeoutException or MqttConnectionException or InvalidOperationException)
        {
            throw new BrokerAccountsException("The broker has not answered a command about its accounts. It must be a Mosquitto with its dynamic security plugin, and Mqtt:User an administrator of that.");
        }
    }

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
    {
        if (Parse(delivery.Payload) is { Count: > 0 } responses && (string?)responses[0]?[Correlation] is { } number && _asked.TryGetValue(number, out var asked)) asked.TrySetResult(responses);
        delivery.Acknowledgement.Complete();
        return ValueTask.CompletedTask;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _loop.RunAsync(stoppingToken);

    /// <summary>Null where the connection ended first.</summary>
    private async Task<IReadOnlyList<JsonObject>?> SendOnceAsync(IReadOnlyList<JsonObject> commands, CancellationToken cancel)
    {
        var number = Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
        foreach (var command in commands) command[Correlation] = number;
        var message = new JsonObject { ["commands"] = new JsonArray([.. commands.Select(command => command.DeepClone())]) };
        await _up.Task.WaitAsync(LongestAnswer, _clock, cancel);
        var answer = _asked[number] = new TaskCompletionSource<JsonArray?>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _loop.PublishAsync(CommandTopic, Encoding.UTF8.GetBytes(message.ToJsonString()), MqttQoS.AtMostOnce, cancel: cancel);
            return (await answer.Task.WaitAsync(LongestAnswer, _clock, cancel))?.Select(one => one!.AsObject()).ToList();
        }
        finally
        {
            _asked.TryRemove(number, out _);
        }
    }

    private Task OnConnected(MqttConnectResult result, CancellationToken cancel)
    {
        _up.TrySetResult();
        CameUp?.Invoke();
        return Task.CompletedTask;
    }

    private void OnLost(MqttDisconnect reason, TimeSpan pause)
    {
        if (_up.Task.IsCompleted) _up = NewSignal();
        foreach (var asked in _asked.Values) asked.TrySetResult(null);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static JsonArray? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonNode.Parse(payload.Span) is JsonObject message ? message["responses"] as JsonArray : null;
        }
        catch (JsonException)
        {
            return null; // not the plugin's: nobody waits for it
        }
    }
}
