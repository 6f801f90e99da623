using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Pki.Clients;

/// <param name="CertificatePem">For the device.</param>
/// <param name="KeyPem">Its private key, shown this once; null where the device has it already.</param>
public sealed record IssuedCertificate(CertificateRecord Record, string CertificatePem, string? KeyPem);
