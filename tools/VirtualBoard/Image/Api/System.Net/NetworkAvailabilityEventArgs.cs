namespace System.Net.NetworkInformation;

public class NetworkAvailabilityEventArgs : EventArgs
{
    internal NetworkAvailabilityEventArgs(bool isAvailable) => IsAvailable = isAvailable;

    public bool IsAvailable { get; }
}
