using FsCheck;
using FsCheck.Fluent;

namespace Nanofleet.Contract.Tests;

/// <summary>Rules that must hold for whatever is thrown at them. A failure prints the smallest example and the seed.</summary>
internal static class Properties
{
    public static void Holds<T>(Gen<T> inputs, Func<T, bool> rule, int tries = 2000) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tries), Prop.ForAll(inputs.ToArbitrary(), rule));

    /// <summary>Numbers from one to another, both included.</summary>
    public static Gen<long> Between(long least, long most) =>
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select (long)(least + (Int128)((UInt128)(((ulong)(uint)high << 32) | (uint)low) % ((UInt128)((Int128)most - least) + 1)));

    /// <summary>Numbers of all sizes, the limits among them.</summary>
    public static Gen<long> AnyNumber { get; } = Gen.OneOf(
        Gen.Elements(0L, 1L, -1L, long.MaxValue, long.MinValue, int.MinValue, int.MaxValue),
        ArbMap.Default.GeneratorFor<int>().Select(number => (long)number),
        from number in Between(long.MinValue, long.MaxValue)
        from shift in Gen.Choose(0, 62)
        select number >> shift);

    /// <summary>Texts of the given characters.</summary>
    public static Gen<string> TextOf(string alphabet, int longest) =>
        from length in Gen.Choose(0, longest)
        from characters in Gen.Elements(alphabet.ToCharArray()).ArrayOf(length)
        select new string(characters);
}
