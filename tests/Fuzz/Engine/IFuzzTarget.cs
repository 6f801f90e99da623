namespace Nanofleet.Fuzz.Engine;

/// <summary>Something to be fuzzed: one call is one case, made of its seed alone.</summary>
public interface IFuzzTarget
{
    string Name { get; }

    /// <summary>Throws what it finds, or whatever the library let through.</summary>
    void Run(int seed, Coverage coverage);
}
