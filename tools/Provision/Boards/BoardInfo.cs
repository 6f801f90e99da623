namespace Nanofleet.Provision.Boards;

/// <summary>What a board says of itself.</summary>
/// <param name="Description">Firmware, version and chip, for a person.</param>
/// <param name="Mac">Wi-Fi address in pairs with colons; null where this way to the board does not tell.</param>
/// <param name="Model">For the gateway's register; null where unknown.</param>
/// <param name="OwnId">The device id that it has without settings; null where unknown.</param>
/// <param name="IsJoined">It is in a Wi-Fi network already.</param>
internal sealed record BoardInfo(string Description, string? Mac, string? Model, string? OwnId, bool IsJoined);
