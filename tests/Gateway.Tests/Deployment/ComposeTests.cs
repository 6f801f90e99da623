using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Deployment;

/// <summary>compose.yaml, Dockerfile and the service's unit, as far as text tells: settings that exist, no password, the doors shut.</summary>
public sealed partial class ComposeTests
{
    private static string Compose => Read("compose.yaml");

    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("Dockerfile")]
    [InlineData("nanofleet.service")]
    public void Every_setting_of_the_gateway_exists(string file)
    {
        var names = SettingName().Matches(Read(file)).Select(match => (Section: match.Groups[1].Value, Name: match.Groups[2].Value)).ToArray();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(Exists(name.Section, name.Name), $"{name.Section}:{name.Name} is none of the gateway's settings"));
    }

    [Fact]
    public void Every_service_is_hardened_and_limited()
    {
        var services = Service().Split(Section("services"))[1..];

        Assert.Equal(4, services.Length);
        Assert.All(services, service =>
        {
            Assert.Matches(@"<<: \*(hardened|gateway)", service);
            Assert.Matches("mem_limit: \\d+[mg]", service);
            Assert.Matches("pids_limit: \\d+", service);
        });
        foreach (var line in (string[])["read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"]) Assert.Contains(line, Section("x-hardened"), StringComparison.Ordinal);
        Assert.DoesNotContain("privileged", Compose, StringComparison.Ordinal);
    }

    [Fact]
    public void No_password_stands_in_it()
    {
        Assert.All(Secret().Matches(Compose), match => Assert.StartsWith("/run/secrets/", match.Groups[1].Value.Trim(), StringComparison.Ordinal));
        Assert.DoesNotMatch("(?i)password: *[^/\\s]", Compose);
    }

    [Fact]
    public void The_database_is_on_no_network_but_the_inner_one()
    {
        var database = Service().Split(Section("services")).Single(text => text.Contains("timescaledb", StringComparison.Ordinal));

        Assert.Contains("networks: [inside]", database, StringComparison.Ordinal);
        Assert.DoesNotContain("ports:", database, StringComparison.Ordinal);
        Assert.Contains("inside: { internal: true }", Compose, StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_runs_as_a_user_of_fixed_number_and_checks_its_health_without_a_shell()
    {
        var image = Read("Dockerfile");

        Assert.Matches(@"(?m)^USER 1654:1654$", image);
        Assert.Matches(@"HEALTHCHECK .* CMD \[""/app/Nanofleet.Gateway"", ""healthcheck""\]", image);
        Assert.Contains("VOLUME /data", image, StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_is_built_from_every_project_that_the_gateway_refers_to()
    {
        var groups = XDocument.Load(Repository.Find("gateway", "Gateway", "Gateway.csproj")).Root!.Elements("ItemGroup").Where(group => group.Attribute("Condition") is null);
        var projects = groups.Elements("ProjectReference").Select(project => project.Attribute("Include")!.Value.Split('\\')[1]).ToArray();

        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.Contains($"COPY gateway/{project} gateway/{project}\n", Read("Dockerfile"), StringComparison.Ordinal));
    }

    private static string Read(string file) => File.ReadAllText(Repository.Find("gateway", file));

    private static string Section(string name) => Regex.Match(Compose, $@"(?ms)^{name}:.*?(?=^\S|\z)").Value;

    private static bool Exists(string section, string name)
    {
        var options = typeof(GatewayOptions).GetProperty(section, BindingFlags.Public | BindingFlags.Instance)?.PropertyType;
        return options?.GetProperty(name) is { CanWrite: true };
    }

    [GeneratedRegex(@"\b([A-Z][A-Za-z]+)__([A-Z][A-Za-z]+)\b")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"(?m)^  (?=\w+:$)")]
    private static partial Regex Service();

    [GeneratedRegex(@"(?m)^\s+\w*(?:PasswordFile|PASSWORD_FILE|ConnectionStringFile|CaFile): (.*)$")]
    private static partial Regex Secret();
}
