using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// Judges passwords. One that was right once is known again without PBKDF2, so that a fleet that reconnects costs next to
/// nothing; wrong ones take their turn, and at most half of the processors work on them, the rest belongs to readings.
/// </summary>
public sealed class PasswordChecks : IDisposable
{
    /// <summary>Of devices that are remembered: 64 bytes and the name for each.</summary>
    private const int MostRemembered = 100_000;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly ConcurrentDictionary<(string DeviceId, int Slot), byte[]> _right = [];
    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2)); // first come, first served
    private long _derived;

    /// <summary>How often PBKDF2 was worked out.</summary>
    public long Derived => Volatile.Read(ref _derived);

    /// <param name="password">UTF-8; read until the task completes.</param>
    public async ValueTask<bool> IsRightAsync(string deviceId, CredentialRecord credential, ReadOnlyMemory<byte> password, CancellationToken cancel)
    {
        var mark = Mark(credential, password.Span);
        if (_right.TryGetValue((deviceId, credential.Slot), out var known) && CryptographicOperations.FixedTimeEquals(known, mark)) return true;
        await _slots.WaitAsync(cancel);
        try
        {
            Interlocked.Increment(ref _derived);
            // Not on the connection's thread, which has others to serve.
            if (!await Task.Run(() => DevicePassword.IsRight(credential, password.Span), cancel)) return false;
        }
        finally
        {
            _slots.Release();
        }

        Remember(deviceId, credential.Slot, mark);
        return true;
    }

    public void Dispose() => _slots.Dispose();

    private void Remember(string deviceId, int slot, byte[] mark)
    {
        if (_right.Count >= MostRemembered && _right.FirstOrDefault().Key is { DeviceId: not null } any) _right.TryRemove(any, out _); // not Keys, which copies them all
        _right[(deviceId, slot)] = mark;
    }

    /// <summary>Tells nobody the password: its key ends with the process. With the hash in it, it holds for this credential only.</summary>
    private byte[] Mark(CredentialRecord credential, ReadOnlySpan<byte> password)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(credential.Hash);
        hmac.AppendData(password);
        return hmac.GetHashAndReset();
    }
}
