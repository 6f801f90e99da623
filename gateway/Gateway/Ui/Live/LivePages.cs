using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Live;

/// <summary>Opens live pages.</summary>
internal sealed class LivePages(IStore store, FleetViews fleets, DeviceViews devices, DeviceHistory history, FragmentRenderer renderer, TimeProvider time)
{
    public ILivePage Fleet(FleetQuery query) => new FleetLive(query, fleets, devices, renderer);

    public ILivePage Device(string deviceId, string? sensor) => new DeviceLive(deviceId, sensor, store, devices, history, renderer, time);
}
