using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Mqtt.Client;

/// <summary>Why a broker's certificate is not trusted: whose it is, what is wrong with it, what helps.</summary>
internal static class Distrust
{
    public static string Explain(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string host)
    {
        if (certificate is not X509Certificate2 shown || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "the broker showed none";
        var flags = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        var (reason, fix) = flags switch
        {
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => ($"it is not for {host}", $"dial one of its names ({Names(shown)}) or set TargetHost to one"),
            _ when flags.HasFlag(X509ChainStatusFlags.NotTimeValid) => Outdated(shown),
            _ when flags.HasFlag(X509ChainStatusFlags.UntrustedRoot) || flags.HasFlag(X509ChainStatusFlags.PartialChain) => (Root(shown), "name the file of its authority with CaFile"),
            _ => (chain?.ChainStatus.Select(status => status.StatusInformation.Trim()).FirstOrDefault(text => text.Length > 0) ?? errors.ToString(), "the broker needs another certificate"),
        };
        return $"{shown.Subject}: {reason}; {fix}";
    }

    private static (string Reason, string Fix) Outdated(X509Certificate2 shown)
    {
        var now = DateTime.Now;
        if (now > shown.NotAfter) return ($"it expired on {shown.NotAfter:yyyy-MM-dd}", "the broker needs a new one");
        if (now < shown.NotBefore) return ($"it is valid from {shown.NotBefore:yyyy-MM-dd} on", "look at this machine's clock");
        return ("its authority's certificate is out of date", "renew that and name its file with CaFile");
    }

    private static string Root(X509Certificate2 shown) =>
        shown.SubjectName.RawData.AsSpan().SequenceEqual(shown.IssuerName.RawData) ? "it is self-signed" : $"nobody here trusts its issuer {shown.Issuer}";

    private static string Names(X509Certificate2 shown)
    {
        var names = shown.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => $"{address}")));
        return string.Join(", ", names.DefaultIfEmpty(shown.GetNameInfo(X509NameType.DnsName, false)));
    }
}
