namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>A name server in the test's hand; the names that it knows not are refused.</summary>
internal sealed class FakeNames : INameLookup
{
    public Dictionary<string, string> Known { get; } = [];

    public int Questions { get; private set; }

    public string? Find(string name, out string? fault)
    {
        Questions++;
        fault = Known.ContainsKey(name) ? null : "no such name";
        return Known.GetValueOrDefault(name);
    }
}
