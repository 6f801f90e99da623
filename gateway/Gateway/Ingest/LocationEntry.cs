using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>The member <c>location</c>: <c>{"latitude":48.1374,"longitude":11.5755}</c>.</summary>
public static class LocationEntry
{
    /// <param name="entry">An object out of a payload that passed <see cref="JsonCheck"/>.</param>
    public static bool TryRead(ReadOnlySpan<byte> entry, out GeoPoint point)
    {
        ReadOnlySpan<byte> latitude = default, longitude = default;
        var reader = new Utf8JsonReader(entry);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isLatitude, isLongitude) = (reader.ValueTextEquals("latitude"u8), reader.ValueTextEquals("longitude"u8));
            reader.Read();
            var member = JsonSlice.Take(ref reader, entry);
            if (isLatitude) latitude = member;
            else if (isLongitude) longitude = member;
        }

        point = default;
        if (!JsonSlice.TryNumber(latitude, out var north) || !JsonSlice.TryNumber(longitude, out var east)) return false;
        point = new GeoPoint(north, east);
        return Rules.IsLatitude(north) && Rules.IsLongitude(east);
    }
}
