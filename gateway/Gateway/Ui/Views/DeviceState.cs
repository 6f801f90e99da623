namespace Nanofleet.Gateway.Ui.Views;

/// <summary>What a page says of a device; the names, in small letters, are also its words and classes.</summary>
public enum DeviceState
{
    Online,
    Sleeping,
    Offline,
}
