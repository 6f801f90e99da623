namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>Chance with a seed, or always the largest value.</summary>
internal sealed class FakeRandom(int? seed = null) : IRandom
{
    private readonly Random? _random = seed is { } s ? new Random(s) : null;

    public int Next(int bound) => _random?.Next(bound) ?? bound - 1;
}
