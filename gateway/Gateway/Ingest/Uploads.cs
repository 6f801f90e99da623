using System.Security.Cryptography;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Readings that come by HTTP: through the same decoder, queue and transaction as those of MQTT. Returns after the
/// commit, so that an answer means what a PUBACK means.
/// </summary>
public sealed class Uploads(MqttOptions mqtt, IngestOptions options, MessageDecoder decoder, IngestQueue queue, IngestCounters counters, TimeProvider clock)
{
    /// <param name="key">The sender's name for this upload; null where it gave none.</param>
    /// <exception cref="TimeoutException">It was not committed in time; whether it will be is not known.</exception>
    /// <exception cref="StoreUnavailableException">The database refused it.</exception>
    public async Task<UploadResult> TakeAsync(string deviceId, byte[] payload, string? key, CancellationToken cancel)
    {
        counters.CountReceived();
        var raw = new RawMessage(Topics.Device(mqtt.Namespace ?? "", deviceId, Topics.Data), payload, clock.GetUtcNow().ToUnixTimeMilliseconds(), Replayed: false);
        var inbound = decoder.Decode(raw)!; // of data there is always something to say
        if (inbound is DataInbound data && key is not null) inbound = data with { Key = new ClientKey(key, SHA256.HashData(payload)) };
        var item = IngestItem.Of(inbound, raw);
        using var limit = new CancellationTokenSource(options.UploadTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await queue.AddAsync(item, either.Token);
            return UploadResult.Of(await item.Told!.Task.WaitAsync(either.Token), inbound);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"The upload was not stored within {options.UploadTimeout.TotalSeconds:0.#} s.");
        }
    }
}
