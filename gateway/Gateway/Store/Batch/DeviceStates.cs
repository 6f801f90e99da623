namespace Nanofleet.Gateway.Store.Batch;

/// <summary>What devices say of themselves, and who of several boots and sessions speaks for one.</summary>
internal static class DeviceStates
{
    public static Outcome Apply(DeviceRow device, StatusInbound status)
    {
        if (IsStale(device, status)) return Outcome.Ignored;
        if (status.Boot is not null) device.Speak(status.Boot, status.Session);
        device.Say(status.Status, status.ArrivalMs);
        device.Report(status.Json);
        return Outcome.Stored;
    }

    /// <summary>A heartbeat that was tried before says nothing of now.</summary>
    public static void Apply(DeviceRow device, HeartbeatInbound heartbeat)
    {
        if (heartbeat.Replays > 0 || IsOvertaken(device, heartbeat)) return;
        device.Beat(heartbeat.ArrivalMs, heartbeat.Json);
        device.Say("online", heartbeat.ArrivalMs);
    }

    public static Outcome Apply(DeviceRow device, InfoInbound info)
    {
        if (IsOvertaken(device, info) && info.Boot is not null && device.Boot is not null && info.Boot != device.Boot) return Outcome.Ignored; // of an earlier start
        device.Describe(info.Json);
        return Outcome.Stored;
    }

    /// <summary>Only the newest boot and session speak for the device: the will of an earlier one may come at any time after it.</summary>
    private static bool IsStale(DeviceRow device, StatusInbound status)
    {
        if (IsOvertaken(device, status)) return true;
        if (device.Boot is null || status.Boot is null) return false;
        return device.Boot == status.Boot ? status.Session < device.Session : status.Status != "online";
    }

    /// <summary>The device has said since whether it is there.</summary>
    private static bool IsOvertaken(DeviceRow device, Inbound item) => item.IsLate && item.ArrivalMs < device.StatusMs;
}
