using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Security.Pki;

/// <summary>Another broker's certificate can be left unchecked in the laboratory, and nobody forgets that it is.</summary>
public sealed class UncheckedBrokerTests
{
    private const string Warning = "Mqtt:AcceptInvalidCertificates is on";

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Every_start_warns_where_certificates_are_not_checked(string setting, bool warns)
    {
        for (var start = 0; start < 2; start++)
        {
            var log = new LogCopy();
            await using (await TestGateway.StartAsync(
                ["--Mqtt:Host=127.0.0.1", $"--Mqtt:Port={FreePort.Next()}", "--Mqtt:Tls=true", $"--Mqtt:AcceptInvalidCertificates={setting}"],
                builder => builder.Logging.AddProvider(log)))
            {
                Assert.Equal(warns, log.Lines.Any(line => line.Contains($"Warning {Warning}", StringComparison.Ordinal)));
            }
        }
    }
}
