namespace Nanofleet.Gateway.Store;

/// <summary>A certificate that a device was given. Its private key is with the device alone.</summary>
/// <param name="Serial">Hexadecimal, as in the certificate.</param>
/// <param name="Authority">SHA-256 of the CA that signed it.</param>
/// <param name="RevokedMs">Null while it holds.</param>
public sealed record CertificateRecord(string Serial, string DeviceId, string Authority, long IssuedMs, long UntilMs, long? RevokedMs);
