namespace Nanofleet.VirtualBoard.Power;

/// <summary>A part of the board that has something to end when the power goes. Called inside the gate: must not wait.</summary>
internal interface IPowered
{
    void LosePower();
}
