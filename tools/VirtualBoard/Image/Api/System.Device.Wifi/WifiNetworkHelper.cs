using System;
using System.Device.Wifi;
using System.Threading;
using Nanofleet.VirtualBoard.Power;

namespace nanoFramework.Networking;

/// <summary>Joins and, where asked, sets the clock. Without a token that ends, a network that is not there is waited for without end.</summary>
public static class WifiNetworkHelper
{
    public static NetworkHelperStatus Status => Now.Status;

    public static Exception HelperException => Now.Exception;

    public static ManualResetEvent NetworkReady => Now.Ready;

    public static WifiAdapter WifiAdapter => WifiAdapter.FindAllAdapters()[0];

    private static State Now => BoardLife.Current.State<State>();

    public static bool ConnectDhcp(
        string ssid,
        string password,
        WifiReconnectionKind reconnectionKind = WifiReconnectionKind.Automatic,
        bool requiresDateTime = false,
        int wifiAdapterId = 0,
        CancellationToken token = default) =>
        Join(ssid, password, reconnectionKind, requiresDateTime, token);

    public static bool ScanAndConnectDhcp(
        string ssid,
        string password,
        WifiReconnectionKind reconnectionKind = WifiReconnectionKind.Automatic,
        bool requiresDateTime = false,
        int WifiAdapter = 0,
        CancellationToken token = default) =>
        Join(ssid, password, reconnectionKind, requiresDateTime, token);

    public static bool Reconnect(bool requiresDateTime = false, int wifiAdapterId = 0, CancellationToken token = default)
    {
        if (BoardLife.Current.Board.Air.Stored is var (ssid, password)) return Join(ssid, password, WifiReconnectionKind.Automatic, requiresDateTime, token);
        return Fail(NetworkHelperStatus.ExceptionOccurred, new InvalidOperationException("No network is stored on this board."));
    }

    public static void SetupNetworkHelper(
        string ssid,
        string password,
        WifiReconnectionKind reconnectionKind = WifiReconnectionKind.Automatic,
        bool requiresDateTime = false) =>
        new Thread(() => ConnectDhcp(ssid, password, reconnectionKind, requiresDateTime)).Start();

    public static void Disconnect()
    {
        BoardLife.Current.Network.Leave();
        Reset();
    }

    public static void Reset()
    {
        Now.Status = NetworkHelperStatus.None;
        Now.Ready.Reset();
    }

    private static bool Join(string ssid, string password, WifiReconnectionKind reconnectionKind, bool requiresDateTime, CancellationToken token)
    {
        var life = BoardLife.Current;
        Now.Status = NetworkHelperStatus.Started;
        var cancelled = token.CanBeCanceled ? token.WaitHandle.Real : null;
        if (!life.Network.JoinUntil(ssid, password, reconnectionKind == WifiReconnectionKind.Automatic, cancelled))
            return Fail(NetworkHelperStatus.TokenExpiredWaitingIPAddress, null);
        if (requiresDateTime && !life.Network.TrySetClock())
            return Fail(NetworkHelperStatus.TokenExpiredWaitingDateTime, null);
        Now.Status = NetworkHelperStatus.NetworkIsReady;
        return Now.Ready.Set();
    }

    private static bool Fail(NetworkHelperStatus status, Exception exception)
    {
        Now.Status = status;
        Now.Exception = exception;
        return false;
    }

    private sealed class State
    {
        internal NetworkHelperStatus Status { get; set; }

        internal Exception Exception { get; set; }

        internal ManualResetEvent Ready { get; } = new ManualResetEvent(false);
    }
}
