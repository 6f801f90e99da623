using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

/// <summary>What the store must know of a device after a stream of deliveries, kept one number at a time.</summary>
internal sealed class DeviceModel
{
    public SortedDictionary<string, LedgerModel> Boots { get; } = new(StringComparer.Ordinal);

    public List<double> Readings { get; } = [];

    public Outcome Take(Delivery delivery)
    {
        var own = Boot(delivery.Boot);
        if (delivery.Kind == "heartbeat")
        {
            own.Take(delivery.Seq);
            return Outcome.Stored;
        }

        var refused = delivery.Kind == "refused";
        if (own.IsStored(delivery.Seq) || (refused && own.IsRefused(delivery.Seq))) return Outcome.Duplicate;
        if (refused)
        {
            own.Drop(new SeqRange(delivery.Seq, delivery.Seq), DropReasons.Refused);
        }
        else
        {
            own.Store(delivery.Seq);
            Readings.Add(delivery.Value);
        }

        foreach (var drop in delivery.Drops) Boot(drop.Boot).Drop(new SeqRange(drop.From, drop.To), drop.Reason);
        return refused ? Outcome.Refused : Outcome.Stored;
    }

    private LedgerModel Boot(string boot)
    {
        if (!Boots.TryGetValue(boot, out var model)) Boots.Add(boot, model = new LedgerModel());
        return model;
    }
}
