namespace Nanofleet.Testing.Network;

/// <summary>What a new connection meets at a <see cref="FaultyProxy"/>.</summary>
public enum Welcome
{
    /// <summary>The server behind it.</summary>
    Pass,

    /// <summary>A reset.</summary>
    Reset,

    /// <summary>Somebody who takes every byte and never says anything.</summary>
    Swallow,
}
