namespace Nanofleet.Provision.Boards;

/// <summary>How a board is reached.</summary>
internal enum BoardWay
{
    /// <summary>Improv where the board answers, else nanoff.</summary>
    Auto,
    Improv,
    Nanoff,
}
