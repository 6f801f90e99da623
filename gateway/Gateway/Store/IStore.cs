using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store;

/// <summary>
/// The database. Two implementations: SQLite in the embedded mode, PostgreSQL in the connected one; the same tests run on both.
/// What is not reachable throws <see cref="StoreUnavailableException"/>; nothing of a failed commit remains.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>
    /// Creates or upgrades the schema. Two gateways that start at once wait for each other. A database that a newer program made
    /// throws <see cref="StoreVersionException"/>.
    /// </summary>
    Task MigrateAsync(CancellationToken cancel);

    /// <summary>
    /// Stores a batch in one transaction: readings, ledger, last values, device state and quarantine together.
    /// A (device, boot, seq) that the ledger knows as stored is skipped and counted as duplicate. Safe to repeat after any failure.
    /// </summary>
    Task<CommitResult> CommitAsync(IReadOnlyList<Inbound> batch, CancellationToken cancel);

    Task<IReadOnlyList<DeviceRecord>> ListDevicesAsync(CancellationToken cancel);

    Task<DeviceRecord?> FindDeviceAsync(string deviceId, CancellationToken cancel);

    /// <summary>
    /// Readings in order of time, newest first, at most <see cref="ReadingQuery.Limit"/>; the next page comes with
    /// <see cref="ReadingCursor.After"/>.
    /// </summary>
    Task<IReadOnlyList<StoredReading>> ReadAsync(ReadingQuery query, CancellationToken cancel);

    /// <summary>
    /// One sensor over a range of time at one level, oldest first, with all that is committed: what <see cref="RollUpAsync"/>
    /// has still to bring into rollups is added on the way, unless that is very much.
    /// </summary>
    Task<IReadOnlyList<SeriesPoint>> ReadSeriesAsync(SeriesQuery query, CancellationToken cancel);

    /// <summary>Whether all devices together have at most so many readings in a range: what a search for those of one sensor costs.</summary>
    Task<bool> HasAtMostAsync(long fromMs, long toMs, int readings, CancellationToken cancel);

    /// <summary>
    /// Brings some of what commits have added into the rollups, the last values and the times at which devices were heard, in one small transaction; false when there was nothing left.
    /// Several gateways may do it at once.
    /// </summary>
    Task<bool> RollUpAsync(CancellationToken cancel);

    /// <summary>Makes room for the readings of the coming days: on PostgreSQL, a partition each.</summary>
    Task PrepareAsync(long nowMs, CancellationToken cancel);

    /// <summary>
    /// Removes some of what a level holds from before a time, in one small transaction. Returns where to go on; null when
    /// nothing is left. Coarser levels stay as they are. A single reading goes when it was taken and arrived before that
    /// time: one that came late can still be told from its repeat for as long as any other.
    /// </summary>
    Task<SweepCursor?> SweepAsync(RollupLevel level, long beforeMs, SweepCursor after, CancellationToken cancel);

    /// <summary>taken = stored + waiting + dropped, by boot and in total; null for an unknown device.</summary>
    Task<Balance?> BalanceAsync(string deviceId, CancellationToken cancel);

    /// <summary>The same for all devices together.</summary>
    Task<FleetBalance> FleetBalanceAsync(CancellationToken cancel);

    /// <summary>What is missing of all devices or of one, the latest boots first.</summary>
    Task<IReadOnlyList<Gap>> ListGapsAsync(string? deviceId, int limit, CancellationToken cancel);

    /// <summary>Boots with open gaps that were not heard of since this time, and whose board had started anew by then.</summary>
    Task<IReadOnlyList<(string DeviceId, string Boot)>> ListAbandonedAsync(long beforeMs, int limit, CancellationToken cancel);

    /// <summary>Ledger state of one boot; null where nothing is known of it.</summary>
    Task<LedgerState?> LedgerAsync(string deviceId, string boot, CancellationToken cancel);

    Task<IReadOnlyList<QuarantineRecord>> ListQuarantineAsync(QuarantineQuery query, CancellationToken cancel);

    /// <summary>Whole rows in the order in which they came, for replay.</summary>
    /// <param name="afterId">0 begins; then the id of the last row that was given.</param>
    Task<IReadOnlyList<QuarantineRecord>> NextQuarantineAsync(QuarantineFilter filter, long afterId, int limit, CancellationToken cancel);

    /// <summary>One row with its whole payload; null where it is not, or no longer, there.</summary>
    Task<QuarantineRecord?> FindQuarantineAsync(long id, CancellationToken cancel);

    /// <summary>Removes rows that were last seen before this time, and counts them; returns how many.</summary>
    Task<int> PurgeQuarantineAsync(long beforeMs, CancellationToken cancel);

    /// <summary>How much quarantine holds and has lost to its cap.</summary>
    Task<QuarantineCounts> CountQuarantineAsync(CancellationToken cancel);

    /// <summary>
    /// Sets what the presence tracker decided, of each device once, in one commit. A status or heartbeat that arrived
    /// later than the decision stays. Returns the devices that are known.
    /// </summary>
    Task<IReadOnlyCollection<string>> SetOnlineAsync(IReadOnlyList<OnlineChange> changes, CancellationToken cancel);

    /// <summary>Sets whether a device may send; one that has never been heard is made.</summary>
    Task SetAdmissionAsync(string deviceId, Admission admission, long nowMs, CancellationToken cancel);

    /// <summary>Approved devices of which readings still wait in quarantine.</summary>
    Task<IReadOnlyList<string>> ListHeldOfApprovedAsync(CancellationToken cancel);

    /// <summary>Messages that were not taken and belong to no account, by reason.</summary>
    Task<IReadOnlyDictionary<string, long>> RejectedAsync(CancellationToken cancel);

    /// <summary>Boots with readings that know only their uptime and arrived before this time.</summary>
    Task<IReadOnlyList<(string DeviceId, string Boot)>> ListUnplacedAsync(long beforeMs, int limit, CancellationToken cancel);

    /// <summary>False when the device is unknown or has a command of that request id already.</summary>
    Task<bool> AddCommandAsync(CommandRecord command, CancellationToken cancel);

    /// <summary>One command; null where the device has none of that request id.</summary>
    Task<CommandRecord?> FindCommandAsync(string deviceId, string requestId, CancellationToken cancel);

    Task<IReadOnlyList<CommandRecord>> ListCommandsAsync(string deviceId, int limit, CancellationToken cancel);

    /// <summary>Marks commands that were never answered as expired; returns how many.</summary>
    Task<int> ExpireCommandsAsync(long nowMs, CancellationToken cancel);

    /// <summary>What is wanted of a device, and what it says of it; null for an unknown one.</summary>
    Task<ConfigRecord?> FindConfigAsync(string deviceId, CancellationToken cancel);

    /// <summary>Every device of which anything was ever wanted.</summary>
    Task<IReadOnlyList<ConfigRecord>> ListConfigsAsync(CancellationToken cancel);

    /// <summary>The settings of one layer, a JSON object; null where it was never set.</summary>
    Task<string?> FindConfigLayerAsync(ConfigLayer layer, CancellationToken cancel);

    /// <summary>Sets a layer, and with it what is wanted of the devices it is for; returns those for which something changes.</summary>
    /// <exception cref="ConfigTooLargeException">For one of them it would be too much: nothing is changed.</exception>
    Task<IReadOnlyList<ConfigRecord>> SetConfigLayerAsync(ConfigLayer layer, string settingsJson, long nowMs, CancellationToken cancel);

    /// <summary>Puts a device into a group, or into none; returns it where something changes for it.</summary>
    /// <exception cref="ConfigTooLargeException">As above.</exception>
    Task<IReadOnlyList<ConfigRecord>> SetConfigGroupAsync(string deviceId, string? group, CancellationToken cancel);

    /// <summary>Brings what is wanted of a device up to date, where layers were set before it was there.</summary>
    Task RefreshConfigAsync(string deviceId, CancellationToken cancel);

    /// <summary>Throws <see cref="StoreUnavailableException"/> when the database does not answer.</summary>
    Task PingAsync(CancellationToken cancel);
}
