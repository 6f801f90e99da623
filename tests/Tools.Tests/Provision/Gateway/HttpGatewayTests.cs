using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Nanofleet.Provision;
using Nanofleet.Provision.Gateway;
using Nanofleet.Tools.Tests.Provision.Fakes;

namespace Nanofleet.Tools.Tests.Provision.Gateway;

/// <summary>What the gateway refuses, and whom the tool refuses to talk to.</summary>
public sealed class HttpGatewayTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private FakeGateway _gateway = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await FakeGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_gateway_is_trusted_by_the_file_of_its_authority()
    {
        using var gateway = Client(FromFile());
        await gateway.CheckAsync(Cancel);
    }

    [Fact]
    public async Task A_gateway_is_trusted_by_the_fingerprint_of_its_authority()
    {
        Assert.True(Fingerprint.TryParse(Fingerprint.Text(_gateway.Authority.Root), out var hash));
        using var gateway = Client(GatewayTrust.Pinned(hash));
        await gateway.CheckAsync(Cancel);
    }

    [Fact]
    public void A_pinned_authority_may_come_with_the_certificate_where_the_gateway_has_no_file_of_it()
    {
        Assert.True(Fingerprint.TryParse(Fingerprint.Text(_gateway.Authority.Root), out var hash));
        using var certificate = _gateway.Authority.IssueServer();
        using var chain = new X509Chain();
        Assert.False(GatewayTrust.Pinned(hash).Judge(certificate, chain, SslPolicyErrors.RemoteCertificateChainErrors));
        chain.ChainPolicy.ExtraStore.Add(_gateway.Authority.Root);
        Assert.True(GatewayTrust.Pinned(hash).Judge(certificate, chain, SslPolicyErrors.RemoteCertificateChainErrors));
        using var outdated = _gateway.Authority.IssueServer(validFromDays: -3, validToDays: -1);
        Assert.False(GatewayTrust.Pinned(hash).Judge(outdated, chain, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_with_how_to_pin_it()
    {
        var fault = await CheckFaultAsync(GatewayTrust.System);
        Assert.Contains("signed by an authority that this computer does not know", fault.Message);
        Assert.Contains("--gateway-ca-fingerprint", fault.Next);
    }

    [Fact]
    public async Task Another_authority_is_refused()
    {
        using var stranger = new TestAuthority("Stranger");
        Assert.Contains("not signed by the given authority", (await CheckFaultAsync(GatewayTrust.Authorities(File.ReadAllText(stranger.CaFile))!)).Message);
        Assert.True(Fingerprint.TryParse(Fingerprint.Text(stranger.Root), out var hash));
        Assert.Contains("no authority with the pinned fingerprint", (await CheckFaultAsync(GatewayTrust.Pinned(hash))).Message);
    }

    [Fact]
    public void A_certificate_for_another_name_is_refused_though_its_authority_is_right()
    {
        var judge = FromFile();
        using var certificate = _gateway.Authority.IssueServer();
        Assert.False(judge.Judge(certificate, null, SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.Contains("is for another name (localhost, 127.0.0.1)", judge.Refusal);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_named()
    {
        using var gateway = new HttpGateway(new Uri($"https://127.0.0.1:{FreePort.Next()}"), GatewayTrust.System, null, Patience);
        var fault = await Assert.ThrowsAsync<ProvisionException>(() => gateway.CheckAsync(Cancel));
        Assert.StartsWith("Nothing listens at 127.0.0.1:", fault.Message);
        Assert.Equal(ExitCodes.Gateway, fault.ExitCode);
    }

    [Fact]
    public async Task A_page_that_is_no_gateway_is_named()
    {
        _gateway.HasNoApi = true;
        Assert.Contains("is no Nanofleet gateway", (await CheckFaultAsync(FromFile())).Message);
    }

    [Fact]
    public async Task A_page_that_is_elsewhere_now_is_named_and_not_followed()
    {
        _gateway.Stranger = Results.Redirect("https://127.0.0.1:1/api/provision/status");
        Assert.Contains("sends on to another address (302)", (await CheckFaultAsync(FromFile())).Message);
    }

    [Fact]
    public async Task An_answer_in_an_encoding_that_does_not_exist_is_that_of_no_gateway()
    {
        _gateway.Stranger = Results.Bytes("hello"u8.ToArray(), "text/html; charset=no-such"); // as it is, where Text would make it one that exists
        Assert.Contains("is no Nanofleet gateway", (await CheckFaultAsync(FromFile())).Message);
    }

    [Theory]
    [InlineData("""{"detail":[{"msg":"field required"}]}""")]
    [InlineData("<html>")]
    public async Task A_refusal_is_told_whatever_stands_in_it(string body)
    {
        _gateway.Stranger = Results.Text(body, "application/json", statusCode: 403);
        using var gateway = Client(FromFile(), FakeGateway.Key);
        var fault = await Assert.ThrowsAsync<ProvisionException>(() => gateway.RegisterAsync(new RegistrationRequest { DeviceId = "kitchen" }, Cancel));
        Assert.Equal("This API key may not register devices.", fault.Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"device_id":null,"broker_port":1,"broker_tls":true,"token":"x","token_expires_at":"2026-05-04T03:02:01Z"}""")]
    public async Task A_registration_with_holes_is_that_of_another_version(string body)
    {
        _gateway.Stranger = Results.Text(body, "application/json", statusCode: 201);
        using var gateway = Client(FromFile(), FakeGateway.Key);
        Assert.StartsWith("The gateway's answer cannot be read", (await Assert.ThrowsAsync<ProvisionException>(() => gateway.RegisterAsync(new RegistrationRequest { DeviceId = "kitchen" }, Cancel))).Message);
    }

    [Fact]
    public async Task A_port_without_TLS_is_named()
    {
        await using var plain = await FakeGateway.StartAsync(tls: false);
        using var gateway = new HttpGateway(new UriBuilder(plain.Address) { Scheme = "https" }.Uri, GatewayTrust.System, null, Patience);
        Assert.Contains("does not speak TLS", (await Assert.ThrowsAsync<ProvisionException>(() => gateway.CheckAsync(Cancel))).Message);
    }

    [Fact]
    public async Task A_port_with_TLS_that_is_asked_without_is_named()
    {
        using var gateway = new HttpGateway(new UriBuilder(_gateway.Address) { Scheme = "http" }.Uri, GatewayTrust.System, null, Patience);
        Assert.Contains("https://", (await Assert.ThrowsAsync<ProvisionException>(() => gateway.CheckAsync(Cancel))).Next);
    }

    [Fact]
    public async Task A_claim_code_works_once()
    {
        using var gateway = Client(FromFile());
        var request = new RegistrationRequest { ClaimCode = "K7QF-3M2P-9XWD", DeviceId = "kitchen" };
        var registration = await gateway.RegisterAsync(request, Cancel);
        Assert.Equal(("kitchen", "farm", 8883, FakeGateway.BrokerPassword), (registration.DeviceId, registration.Namespace, registration.BrokerPort, registration.BrokerPassword));
        Assert.DoesNotContain("canary", registration.ToString());
        var fault = await Assert.ThrowsAsync<ProvisionException>(() => gateway.RegisterAsync(request with { DeviceId = "cellar" }, Cancel));
        Assert.Contains("does not take this claim code", fault.Message);
    }

    [Theory]
    [InlineData(401, "does not know this API key")]
    [InlineData(403, "may not register devices")]
    [InlineData(409, "There is a device kitchen with credentials of its own already")]
    [InlineData(422, "refuses the device kitchen")]
    [InlineData(429, "lets nobody try so often")]
    [InlineData(500, "failed to register the device (500)")]
    public async Task Each_refusal_has_a_message_of_its_own(int status, string message)
    {
        _gateway.Refusal = status;
        using var gateway = Client(FromFile(), FakeGateway.Key);
        var fault = await Assert.ThrowsAsync<ProvisionException>(() => gateway.RegisterAsync(new RegistrationRequest { DeviceId = "kitchen" }, Cancel));
        Assert.Contains(message, fault.Message);
        Assert.NotEmpty(fault.Next);
    }

    [Fact]
    public async Task A_taken_id_is_replaced_only_when_that_is_asked_for()
    {
        _gateway.Devices.Add("kitchen");
        using var gateway = Client(FromFile(), FakeGateway.Key);
        var fault = await Assert.ThrowsAsync<ProvisionException>(() => gateway.RegisterAsync(new RegistrationRequest { DeviceId = "kitchen" }, Cancel));
        Assert.Contains("add --replace", fault.Next);
        Assert.Equal("kitchen", (await gateway.RegisterAsync(new RegistrationRequest { DeviceId = "kitchen", Replace = true }, Cancel)).DeviceId);
    }

    [Theory]
    [InlineData("gateway.local", "is no address")]
    [InlineData("http://192.168.1.10:5080", "is not encrypted")]
    [InlineData("https://gateway.local/devices", "is more than an address")]
    public void An_address_that_cannot_be_used_is_refused_with_a_fix(string text, string fault)
    {
        Assert.False(GatewayAddress.TryParse(text, out _, out var sentence));
        Assert.Contains(fault, sentence);
    }

    [Theory]
    [InlineData("https://gateway.local:5443")]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://localhost:5080/")]
    public void Https_and_this_machine_can_be_used(string text) => Assert.True(GatewayAddress.TryParse(text, out _, out _));

    private GatewayTrust FromFile() => GatewayTrust.Authorities(File.ReadAllText(_gateway.Authority.CaFile))!;

    private HttpGateway Client(GatewayTrust trust, string? key = null) => new(_gateway.Address, trust, key, Patience);

    private async Task<ProvisionException> CheckFaultAsync(GatewayTrust trust)
    {
        using var gateway = Client(trust);
        return await Assert.ThrowsAsync<ProvisionException>(() => gateway.CheckAsync(Cancel));
    }
}
