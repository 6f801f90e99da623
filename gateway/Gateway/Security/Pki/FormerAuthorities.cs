using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>
/// The CAs that this gateway had before, their certificates without the keys, which are gone: nothing new can be signed by
/// them, and the client certificates that boards carry hold on.
/// </summary>
internal sealed class FormerAuthorities
{
    internal const string File = "ca-former.pem";

    private readonly PkiFolder _folder;
    private readonly X509Certificate2Collection _all = [];

    private FormerAuthorities(PkiFolder folder) => _folder = folder;

    /// <summary>Throws a CryptographicException where the file is damaged.</summary>
    public static FormerAuthorities Open(PkiFolder folder)
    {
        var former = new FormerAuthorities(folder);
        if (folder.Read(File) is { } pem) former._all.ImportFromPem(pem);
        return former;
    }

    /// <summary>Those that have not ended.</summary>
    public IEnumerable<X509Certificate2> Holding(DateTimeOffset now) => _all.Where(one => one.NotAfter > now);

    /// <summary>Kept on disk before it counts; those that have ended go.</summary>
    public void Add(X509Certificate2 authority, DateTimeOffset now)
    {
        var kept = Holding(now).Append(X509CertificateLoader.LoadCertificate(authority.RawData)).DistinctBy(one => one.Thumbprint).ToArray();
        _folder.Write(File, string.Concat(kept.Select(one => one.ExportCertificatePem() + "\n")));
        _all.Clear();
        _all.AddRange(kept);
    }
}
