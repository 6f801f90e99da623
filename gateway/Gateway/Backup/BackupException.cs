namespace Nanofleet.Gateway.Backup;

/// <summary>Why a backup or a restore cannot be done, and what helps.</summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
