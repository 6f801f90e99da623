using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    private ICertificateStore Certificates => (ICertificateStore)Store;

    [Fact]
    public async Task A_devices_certificates_are_listed_until_they_end_the_newest_first()
    {
        await Certificates.AddCertificateAsync(Certificate("01", "kitchen", issued: 10, until: 100), Cancel);
        await Certificates.AddCertificateAsync(Certificate("02", "kitchen", issued: 20, until: 200), Cancel);
        await Certificates.AddCertificateAsync(Certificate("03", "roof", issued: 30, until: 200), Cancel);

        Assert.Equal(["02", "01"], (await Certificates.ListCertificatesAsync("kitchen", 100, Cancel)).Select(one => one.Serial));
        Assert.Equal(["03", "02"], (await Certificates.ListCertificatesAsync(null, 101, Cancel)).Select(one => one.Serial));
        Assert.Equal(Certificate("02", "kitchen", issued: 20, until: 200), (await Certificates.ListCertificatesAsync("kitchen", 101, Cancel))[0]);
    }

    [Fact]
    public async Task A_certificate_is_revoked_once_and_only_by_its_devices_name()
    {
        await Certificates.AddCertificateAsync(Certificate("01", "kitchen", issued: 10, until: 100), Cancel);

        Assert.False(await Certificates.RevokeCertificateAsync("roof", "01", 50, Cancel));
        Assert.True(await Certificates.RevokeCertificateAsync("kitchen", "01", 50, Cancel));
        Assert.False(await Certificates.RevokeCertificateAsync("kitchen", "01", 60, Cancel));

        Assert.Equal(50, (await Certificates.ListCertificatesAsync("kitchen", 60, Cancel))[0].RevokedMs);
    }

    [Fact]
    public async Task Certificates_that_have_ended_are_removed()
    {
        await Certificates.AddCertificateAsync(Certificate("01", "kitchen", issued: 10, until: 100), Cancel);
        await Certificates.AddCertificateAsync(Certificate("02", "kitchen", issued: 10, until: 101), Cancel);

        await Certificates.PurgeCertificatesAsync(101, Cancel);

        Assert.Equal(["02"], (await Certificates.ListCertificatesAsync(null, 0, Cancel)).Select(one => one.Serial));
    }

    private static CertificateRecord Certificate(string serial, string device, long issued, long until) => new(serial, device, "AB:CD", issued, until, null);
}
