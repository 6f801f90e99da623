using Nanofleet.Gateway.Store;

namespace Nanofleet.Fuzz.Engine;

/// <summary>All that was understood of a message as text, so that two ways of decoding it can be compared.</summary>
public static class InboundText
{
    public static string Of(Inbound? inbound) => inbound switch
    {
        null => "of no consequence",
        DataInbound data =>
            $"{data.DeviceId} {data.ArrivalMs} {data.SaidMs} {data.Replays} {data.Boot} {data.Seq} {data.Clock} {data.Location} {data.StatusJson} {data.Key} {data.Topic} "
            + $"{Convert.ToHexString((data.Payload ?? default).Span)}\nreadings: {string.Join(", ", data.Readings)}\ndrops: {string.Join(", ", data.Drops)}\nrefused: {string.Join(", ", data.Refused.Select(Of))}",
        QuarantineInbound refused => $"{refused.DeviceId} {refused.ArrivalMs} {Of(refused.Row)}",
        _ => inbound.ToString(),
    };

    private static string Of(QuarantineRow row) => $"{row.Topic} {row.Reason} {row.Sentence} {row.Entry} {Convert.ToHexString(row.Payload)}";
}
