extern alias firmware;

using System.Reflection;

namespace Nanofleet.Device.Tests;

/// <summary>What the firmware may call on the virtual board exists on a real one, with the same signature.</summary>
public sealed class ApiSurfaceTests
{
    private static readonly Assembly Image = typeof(firmware::nanoFramework.M2Mqtt.MqttClient).Assembly;

    [Fact]
    public void Every_public_member_of_the_virtual_board_exists_on_the_real_one()
    {
        var listing = ApiListing.Read(NanoFrameworkFacts.Require("api"));
        var types = Image.GetExportedTypes().Where(t => t.Namespace?.StartsWith("Nanofleet.", StringComparison.Ordinal) != true).ToArray();

        var faults = types.SelectMany(listing.FaultsOf).ToArray();

        Assert.True(types.Length > 80, $"Only {types.Length} types were compared.");
        Assert.True(faults.Length == 0, string.Join(Environment.NewLine, faults));
    }

    [Fact]
    public void A_type_that_differs_from_the_listing_is_named_with_each_difference()
    {
        var listing = new ApiListing(
        [
            "Nanofleet.Device.Tests.ApiSurfaceTests.Sample: sealed class Sample : System.IDisposable",
            "Nanofleet.Device.Tests.ApiSurfaceTests.Sample.ctor(): public constructor",
            "Nanofleet.Device.Tests.ApiSurfaceTests.Sample.Dispose(): public void",
            "Nanofleet.Device.Tests.ApiSurfaceTests.Sample.Read(byte[] buffer, int count = -1): public static int",
            "Nanofleet.Device.Tests.ApiSurfaceTests.Sample.Name: public string { get; set; }",
        ]);

        var faults = listing.FaultsOf(typeof(Sample));

        Assert.Equal(["Nanofleet.Device.Tests.ApiSurfaceTests.Sample.Name: public string { get; }"], faults);
    }

    public sealed class Sample : IDisposable
    {
        public string Name => "";

        public static int Read(byte[] buffer, int count = -1) => buffer.Length + count;

        public void Dispose()
        {
        }
    }
}
