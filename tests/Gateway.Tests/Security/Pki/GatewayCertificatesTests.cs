using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Pki;

namespace Nanofleet.Gateway.Tests.Security.Pki;

/// <summary>The gateway's own CA and certificate over the years, from start to start and from network to network.</summary>
public sealed class GatewayCertificatesTests : IDisposable
{
    private readonly PkiFixture _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void The_first_start_makes_a_CA_and_a_certificate_and_the_next_finds_them()
    {
        using var first = _pki.Open();
        using var second = _pki.Open();

        Assert.True(_pki.Trusts(first.Pem, first.Server));
        Assert.Equal(first.Pem, second.Pem);
        Assert.Equal(first.Server.Thumbprint, second.Server.Thumbprint);
    }

    [Fact]
    public void A_CA_fits_a_boards_configuration_twice()
    {
        using var certificates = _pki.Open();

        Assert.InRange(certificates.Pem.Length, 400, 700);
    }

    [Fact]
    public void Only_a_CA_signs_and_only_a_server_serves()
    {
        using var certificates = _pki.Open();

        Assert.True(certificates.Authority.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.False(certificates.Server.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(["1.3.6.1.5.5.7.3.1"], certificates.Server.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(use => use.Value));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("kitchen-pi")]
    [InlineData("kitchen-pi.local")]
    [InlineData("192.168.1.10")]
    [InlineData("gateway.example")]
    [InlineData("203.0.113.7")]
    public void The_certificate_says_every_name_and_address_of_the_machine_and_of_the_settings(string name)
    {
        using var certificates = _pki.Open("gateway.example", "203.0.113.7");

        Assert.True(certificates.Server.MatchesHostname(name));
        Assert.False(certificates.Server.MatchesHostname("elsewhere.example"));
    }

    [Fact]
    public void Addresses_of_the_fourth_version_are_DNS_names_too_for_boards_that_compare_with_nothing_else()
    {
        using var certificates = _pki.Open();

        var names = certificates.Server.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();

        Assert.Contains("192.168.1.10", names.EnumerateDnsNames());
        Assert.Contains("192.168.1.10", names.EnumerateIPAddresses().Select(address => address.ToString()));
    }

    [Fact]
    public void The_certificate_is_made_anew_a_month_before_it_ends_and_not_before()
    {
        using var certificates = _pki.Open();
        var first = certificates.Server;

        _pki.Clock.Advance(GatewayCertificates.ServerLife - GatewayCertificates.RenewBefore - TimeSpan.FromMinutes(1));
        Assert.Same(first, certificates.Server);
        _pki.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.NotEqual(first.Thumbprint, certificates.Server.Thumbprint);
        Assert.True(_pki.Trusts(certificates.Pem, certificates.Server));
        Assert.True(certificates.Server.NotAfter > first.NotAfter);
    }

    [Fact]
    public void A_gateway_that_was_off_for_a_year_comes_back_with_a_valid_certificate_of_the_same_CA()
    {
        using var before = _pki.Open();
        _pki.Clock.Advance(TimeSpan.FromDays(365));

        using var after = _pki.Open();

        Assert.Equal(before.Pem, after.Pem);
        Assert.True(_pki.Trusts(before.Pem, after.Server));
    }

    [Fact]
    public void A_machine_in_another_network_shows_its_new_address_from_the_next_handshake_on()
    {
        using var certificates = _pki.Open();
        Assert.False(certificates.Server.MatchesHostname("10.0.0.3"));

        _pki.Machine.MoveTo("10.0.0.3");

        Assert.True(certificates.Server.MatchesHostname("10.0.0.3"));
        Assert.True(_pki.Trusts(certificates.Pem, certificates.Server));
    }

    [Fact]
    public void Addresses_that_are_the_same_as_before_cost_no_new_certificate()
    {
        using var certificates = _pki.Open();
        var first = certificates.Server;

        _pki.Machine.MoveTo("192.168.1.10");

        Assert.Same(first, certificates.Server);
    }

    [Fact]
    public void Private_keys_are_the_owners_alone_and_refused_when_others_can_read_them()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no mode bits; folders below the profile are the user's alone");
            return;
        }

        using (_pki.Open())
        {
            foreach (var file in Directory.GetFiles(_pki.Folder)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var ca = Path.Combine(_pki.Folder, "ca.pem");
        File.SetUnixFileMode(ca, File.GetUnixFileMode(ca) | UnixFileMode.GroupRead);

        var fault = Assert.Throws<ConfigurationException>(() => _pki.Open());
        Assert.Contains($"'{ca}': holds a private key that others can read", fault.Message);
    }

    [Fact]
    public void A_damaged_file_is_an_error_and_never_a_new_CA()
    {
        using (_pki.Open()) File.WriteAllText(Path.Combine(_pki.Folder, "ca.pem"), "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n");

        Assert.Throws<CryptographicException>(() => _pki.Open());
    }

    [Fact]
    public void While_one_CA_follows_on_another_both_are_to_be_trusted_and_the_old_one_still_signs()
    {
        using var certificates = _pki.Open();
        var old = certificates.Pem;

        Assert.True(certificates.BeginChange());
        Assert.False(certificates.BeginChange());

        Assert.StartsWith(old, certificates.Pem);
        Assert.Equal(2, certificates.Trusted.Count);
        Assert.True(_pki.Trusts(old, certificates.Server));
    }

    [Fact]
    public void At_the_end_of_the_change_the_new_CA_signs_and_the_old_ones_key_is_gone_also_after_a_restart()
    {
        using var certificates = _pki.Open();
        var old = certificates.Pem;
        certificates.BeginChange();
        var next = certificates.Pem[old.Length..];

        Assert.True(certificates.FinishChange());
        using var later = _pki.Open();

        Assert.Equal(next, certificates.Pem);
        Assert.False(_pki.Trusts(old, certificates.Server));
        Assert.True(_pki.Trusts(next, certificates.Server));
        Assert.Equal(next, later.Pem);
        Assert.Equal(certificates.Server.Thumbprint, later.Server.Thumbprint);
        Assert.DoesNotContain("PRIVATE KEY", File.ReadAllText(Path.Combine(_pki.Folder, "ca-former.pem")));
    }

    [Fact]
    public void Client_certificates_of_a_CA_before_hold_until_that_would_have_ended_also_after_a_restart()
    {
        using var certificates = _pki.Open();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = certificates.IssueClient("kitchen", new PublicKey(key), life: null);
        var authority = certificates.Authority.Thumbprint;
        for (var change = 0; change < 2; change++)
        {
            certificates.BeginChange();
            certificates.FinishChange();
        }

        using var later = _pki.Open();

        foreach (var now in (GatewayCertificates[])[certificates, later])
        {
            Assert.Equal(3, now.Trusted.Count);
            Assert.Contains(now.Trusted, one => one.Thumbprint == authority);
            Assert.False(now.IsOfPresentCa(client));
        }

        _pki.Clock.Advance(client.NotAfter - _pki.Clock.GetUtcNow().LocalDateTime);
        Assert.DoesNotContain(later.Trusted, one => one.Thumbprint == authority);
    }

    [Fact]
    public void A_power_cut_before_the_end_of_the_change_leaves_the_old_CA_once()
    {
        using var certificates = _pki.Open();
        File.WriteAllText(Path.Combine(_pki.Folder, "ca-former.pem"), certificates.Pem);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_pki.Folder, "ca-former.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        using var later = _pki.Open();

        Assert.Single(later.Trusted);
    }

    [Fact]
    public void A_change_that_was_begun_goes_on_after_a_restart()
    {
        using var certificates = _pki.Open();
        certificates.BeginChange();

        using var later = _pki.Open();

        Assert.Equal(certificates.Pem, later.Pem);
        Assert.NotNull(later.NextAuthority);
    }

    [Fact]
    public void A_power_cut_in_the_middle_of_the_end_leaves_the_new_CA_and_a_certificate_of_it()
    {
        using var certificates = _pki.Open();
        var old = certificates.Pem;
        certificates.BeginChange();
        File.Move(Path.Combine(_pki.Folder, "ca-next.pem"), Path.Combine(_pki.Folder, "ca.pem"), overwrite: true);

        using var later = _pki.Open();

        Assert.False(_pki.Trusts(old, later.Server));
        Assert.True(_pki.Trusts(later.Pem, later.Server));
    }

    [Fact]
    public void A_change_that_is_called_off_leaves_the_old_CA_alone()
    {
        using var certificates = _pki.Open();
        var old = certificates.Pem;
        certificates.BeginChange();

        Assert.True(certificates.CancelChange());
        Assert.False(certificates.CancelChange());
        using var later = _pki.Open();

        Assert.Equal((old, old), (certificates.Pem, later.Pem));
    }
}
