namespace Nanofleet.Gateway.Backup;

/// <summary>A whole database into one file and back. What an operator can put right comes out as <see cref="BackupException"/>.</summary>
internal interface IDatabaseBackup
{
    /// <summary>Copies what is committed when it begins, while gateways go on. The file is complete, or not there.</summary>
    Task BackupAsync(string file, CancellationToken cancel);

    /// <summary>Makes the database what it was; no gateway may run on it. One that is there is only replaced on demand.</summary>
    Task RestoreAsync(string file, bool replace, CancellationToken cancel);
}
