namespace Nanofleet.Provision.Boards;

/// <summary>Finds the board that is to be provisioned.</summary>
internal interface IBoardFinder
{
    /// <summary>A board that answered.</summary>
    Task<IBoard> FindAsync(string? port, BoardWay way, CancellationToken cancel);
}
