using FsCheck;
using FsCheck.Fluent;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

/// <summary>One message out of a random stream: few boots and numbers, so that redelivery, reordering and drops of what came after all happen by themselves.</summary>
internal sealed record Delivery(string Kind, string Boot, int Seq, IReadOnlyList<DropRow> Drops)
{
    private const int Window = 12;

    private static readonly Gen<string> Boots = Gen.Elements(Message.Boot, "0000aaaa");

    private static readonly Gen<DropRow> AnyDrop =
        from boot in Boots
        from start in Gen.Choose(1, Window)
        from length in Gen.Choose(0, 4)
        from reason in Gen.Elements(DropReasons.OutboxFull, DropReasons.Reboot, DropReasons.PowerLoss)
        select new DropRow(boot, start, start + length, reason);

    /// <summary>Batches of deliveries.</summary>
    public static Gen<Delivery[][]> Stream { get; } =
        (from kind in Gen.Frequency((7, Gen.Constant("data")), (1, Gen.Constant("refused")), (1, Gen.Constant("heartbeat")))
         from boot in Boots
         from seq in Gen.Choose(1, Window)
         from drops in Gen.Frequency((3, Gen.Constant(Array.Empty<DropRow>())), (1, AnyDrop.ArrayOf()))
         select new Delivery(kind, boot, seq, drops)).NonEmptyListOf().Select(batch => batch.ToArray()).ArrayOf();

    /// <summary>The value of its reading names it among all of the device.</summary>
    public double Value => Seq + (Boot == Message.Boot ? 0 : 1000);

    public Inbound ToInbound(string device) => Kind switch
    {
        "data" => new DataInbound(device, 1, Boot, Seq, [Message.Reading(Value, 100 + Seq)], Drops, []),
        "refused" => new DataInbound(device, 1, Boot, Seq, [], Drops, [Message.Refusal($"{Boot} {Seq}")]),
        _ => new HeartbeatInbound(device, 1, Boot, Seq, null),
    };

    public override string ToString() => $"{Kind} {Boot}/{Seq} [{string.Join(", ", Drops)}]";
}
