using Nanofleet.Gateway.Configuration;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Configuration;

/// <summary>Every fault in the settings is named, with field, value and what to do; secrets are not.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_any_setting_the_gateway_is_its_own_broker_on_loopback_with_a_file()
    {
        var options = Read();

        Assert.True(options.Mqtt.IsEmbedded);
        Assert.Equal(("127.0.0.1", 1883), (options.Broker.Address, options.Broker.Port));
        Assert.Equal(Path.Combine(_folder, "data", "nanofleet.db"), options.Database.ConnectionString);
        Assert.Equal(["http://127.0.0.1:5080"], options.HttpAddresses);
    }

    [Theory]
    [InlineData("Mqtt:Port=70000", "Mqtt:Port = '70000': must be between 1 and 65535.")]
    [InlineData("Mqtt:Hst=broker", "Mqtt:Hst: there is no such setting; did you mean Mqtt:Host?")]
    [InlineData("Ingest:Colour=red", "Ingest:Colour: there is no such setting; Ingest has QueueMessages, ")]
    [InlineData("Databse:Provider=sqlite", "Databse: there is no such section; did you mean Database?")]
    [InlineData("Mqtt:Tls=yes", "Mqtt:Tls = 'yes': must be true or false.")]
    [InlineData("Devices:OfflineAfter=90", "Devices:OfflineAfter = '90': must be a duration such as 90s, 5m or 00:01:30.")]
    [InlineData("Devices:OfflineAfter=100ms", "Devices:OfflineAfter = '100ms': must be between 00:00:01 and 30.00:00:00.")]
    [InlineData("Retention:Raw=12h", "Retention:Raw = '0.5d': must be one day or more, or 0d to keep for ever.")]
    [InlineData("Retention:Minute=30d", "Retention:Minute = '30d': must not be shorter than Retention:Raw, which is finer.")]
    [InlineData("Spool:MaximumBytes=1000", "Spool:MaximumBytes = '1000': must be 65536 or more, or 0 to do without a spool.")]
    [InlineData("Spool:After=1h", "Spool:After = '1h': must be between 00:00:00 and 00:10:00.")]
    [InlineData("Logging:Format=xml", "Logging:Format = 'xml': must be one of text, json.")]
    [InlineData("Logging:Fromat=json", "Logging:Fromat: there is no such setting; did you mean Logging:Format?")]
    [InlineData("Database:Provider=oracle", "Database:Provider = 'oracle': must be one of sqlite, postgres.")]
    [InlineData("Database:Provider=postgres", "Database:ConnectionString: PostgreSQL needs one")]
    [InlineData("Broker:Address=localhost", "Broker:Address = 'localhost': must be an IP address")]
    [InlineData("Broker:User=boards", "Broker:Password: user and password go together")]
    [InlineData("urls=http://0.0.0.0:5080", "urls = 'http://0.0.0.0:5080': passwords would cross the network in the clear; use https, or set Http:BehindProxy=true")]
    [InlineData("urls=http://*:5080", "passwords would cross the network in the clear")]
    [InlineData("Http:KnownProxies=10.0.0.1", "Http:KnownProxies = '10.0.0.1': is of no use without Http:BehindProxy=true.")]
    [InlineData("Http:PublicUrl=fleet.example", "Http:PublicUrl = 'fleet.example': must look like https://fleet.example.")]
    [InlineData("urls=5080", "urls = '5080': must look like http://127.0.0.1:5080")]
    [InlineData("Kestrel:Endpoints:Web:Url=http://192.168.1.5:80", "Kestrel:Endpoints:Web:Url = 'http://192.168.1.5:80': passwords would cross the network in the clear")]
    [InlineData("Mqtt:Namespace=a/b", "Mqtt:Namespace = 'a/b': is one level of a topic")]
    [InlineData("Mqtt:User=me", "Mqtt:User: is for another broker, but Mqtt:Host does not name one")]
    [InlineData("Mqtt:CaFile=/no/such.pem", "Mqtt:CaFile = '/no/such.pem': there is no such file.")]
    [InlineData("Mqtt:AcceptInvalidCertificates=true", "Mqtt:AcceptInvalidCertificates = 'true': is of no use without Mqtt:Tls=true.")]
    [InlineData("Broker:PersistenceFile=/tmp/x.db", "Broker:PersistenceFile = '/tmp/x.db': is of no use without Broker:Persistence=true.")]
    [InlineData("Mqtt:Client=other", "Mqtt:Client = 'other': must be one of own, mqttnet.")]
    [InlineData("Mqtt:WebSocketPath=mqtt", "Mqtt:WebSocketPath = 'mqtt': must begin with '/'")]
    [InlineData("Mqtt:CertificateFile=/no/such.pem", "Mqtt:CertificateFile = '/no/such.pem': there is no such file.")]
    [InlineData("Mqtt:CertificateKeyFile=/no/such.pem", "Mqtt:CertificateKeyFile = '/no/such.pem': is of no use without Mqtt:CertificateFile.")]
    [InlineData("Broker:CertificateKeyFile=/no/such.pem", "Broker:CertificateKeyFile = '/no/such.pem': is of no use without Broker:CertificateFile.")]
    [InlineData("Broker:TlsAddress=everywhere", "Broker:TlsAddress = 'everywhere': must be an IP address")]
    [InlineData("Broker:PublicHost=https://gateway", "Broker:PublicHost = 'https://gateway': must be a host name or an IP address")]
    [InlineData("Broker:CertificateNames=gateway.lan gate:way", "Broker:CertificateNames = 'gate:way': must be a host name or an IP address")]
    [InlineData("Broker:ClientCertificates=yes", "Broker:ClientCertificates = 'yes': must be one of none, allowed, required.")]
    [InlineData("Broker:UnixSocket=/no/such/folder/mqtt", "Broker:UnixSocket = '/no/such/folder/mqtt': its folder does not exist.")]
    [InlineData("Broker:WebSocketOrigins=fleet.example", "Broker:WebSocketOrigins = 'fleet.example': must look like https://fleet.example")]
    [InlineData("Broker:WebSocketOrigins=https://a.example https://b.example/page", "Broker:WebSocketOrigins = 'https://b.example/page': must look like")]
    [InlineData("Broker:WebSocketOrigins=*", "Broker:WebSocketOrigins = '*': any page in a browser of this machine could then use the broker")]
    [InlineData("Broker:PasswordFile=/no/such", "Broker:PasswordFile = '/no/such': cannot be read")]
    public void A_fault_is_named_with_its_fix(string setting, string says)
    {
        var fault = Assert.Throws<ConfigurationException>(() => Read(setting));

        Assert.Contains(says, fault.Message);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void Nobody_comes_in_from_a_network_without_credentials(string address)
    {
        Assert.False(Read($"Broker:Address={address}").Broker.LetsAnonymousIn);
        var fault = Assert.Throws<ConfigurationException>(() => Read($"Broker:Address={address}", "Broker:Anonymous=true"));
        Assert.Contains($"Broker:Anonymous = 'true': others can reach {address}: leave it out", fault.Message);
    }

    [Fact]
    public void The_brokers_file_is_beside_the_database_and_never_the_database()
    {
        Assert.Equal(Path.Combine(_folder, "broker.db"), Read("Broker:Persistence=true", $"Data:Directory={_folder}").Broker.PersistenceFile);

        var database = Path.Combine(_folder, "one.db");
        var fault = Assert.Throws<ConfigurationException>(() => Read("Broker:Persistence=true", $"Broker:PersistenceFile={database}", $"Database:ConnectionString={database}"));
        Assert.Contains("is the database of the readings; the broker needs a file of its own.", fault.Message);
        fault = Assert.Throws<ConfigurationException>(() => Read("Broker:Persistence=true", $"Broker:PersistenceFile={_folder}", $"Data:Directory={_folder}"));
        Assert.Contains("is a directory; name a file in it.", fault.Message);
    }

    [Fact]
    public void A_client_that_is_not_in_the_build_says_how_to_get_it()
    {
        Assert.SkipWhen(Nanofleet.Gateway.Ingest.MqttClients.HasMqttNet, "this build has MQTTnet");

        var fault = Assert.Throws<ConfigurationException>(() => Read("Mqtt:Host=broker", "Mqtt:Client=MqttNet"));

        Assert.Contains("Mqtt:Client = 'MqttNet': is not in this build: build the gateway with `dotnet build -p:MqttNet=true`", fault.Message);
    }

    [Theory]
    [InlineData("Broker:CertificateFile=/no/such.pem", "Broker:CertificateFile = '/no/such.pem': cannot be used")]
    [InlineData("Broker:CertificateFile=NOTE", "Broker:CertificateFile = 'NOTE': cannot be used")]
    [InlineData("Broker:CertificateFile=CERT", "Broker:CertificateFile = 'CERT': cannot be used")] // its key is missing
    [InlineData("Broker:CertificateKeyFile=OTHERKEY", "Broker:CertificateFile = 'CERT': cannot be used")]
    [InlineData("Broker:CertificatePassword=hunter2", "Broker:CertificateFile = 'CERT': cannot be used")]
    [InlineData("Broker:ClientCaFile=CA", "Broker:ClientCaFile = 'CA': is of no use without Broker:ClientCertificates")]
    [InlineData("Broker:TlsPort=1883", "Broker:TlsPort = '1883': is Broker:Port too")]
    [InlineData("Mqtt:Host=elsewhere", "Broker:CertificateFile: is for the gateway's own broker, but Mqtt:Host names another one.")]
    [InlineData("Broker:Tls=false", "Broker:CertificateFile: is of no use with Broker:Tls=false.")]
    public void Nothing_starts_without_the_tls_that_was_asked_for(string setting, string says)
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Save(authority.IssueServer());
        var (_, other) = authority.Save(authority.IssueServer());
        string Place(string text) => text.Replace("OTHERKEY", other).Replace("CERT", certificate).Replace("NOTE", Write("note", "no certificate")).Replace("=CA", $"={authority.CaFile}").Replace("'CA'", $"'{authority.CaFile}'");
        string[] settings = setting.Contains("CertificateFile", StringComparison.Ordinal) ? [] : [$"Broker:CertificateFile={certificate}"];
        if (!setting.Contains("Certificate", StringComparison.Ordinal) || setting.Contains("ClientCert", StringComparison.Ordinal) || setting.Contains("Password", StringComparison.Ordinal)) settings = [.. settings, $"Broker:CertificateKeyFile={key}"];

        var fault = Assert.Throws<ConfigurationException>(() => Read(["Broker:TlsPort=8883", .. settings, Place(setting)]));

        Assert.Contains(Place(says), fault.Message);
        Assert.DoesNotContain("hunter2", fault.Message);
    }

    [Fact]
    public void The_password_of_a_certificate_comes_from_its_file()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Save(authority.IssueServer(), "s3cret");

        var options = Read("Broker:TlsPort=8883", $"Broker:CertificateFile={certificate}", $"Broker:CertificateKeyFile={key}", $"Broker:CertificatePasswordFile={Write("password", "s3cret")}");

        Assert.True(options.TlsFiles.Certificate!.HasPrivateKey);
    }

    [Fact]
    public void A_certificate_may_come_with_its_key_in_one_file()
    {
        using var authority = new TestAuthority();
        var file = Path.Combine(_folder, "broker.pfx");
        File.WriteAllBytes(file, authority.IssueServer().Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12, "s3cret"));

        var options = Read("Broker:TlsPort=8883", $"Broker:CertificateFile={file}", "Broker:CertificatePassword=s3cret");

        Assert.True(options.TlsFiles.Certificate!.HasPrivateKey);
    }

    [Fact]
    public void A_secret_is_not_shown_where_its_section_has_a_fault()
    {
        var fault = Assert.Throws<ConfigurationException>(() => Read("Mqtt:Host=b", "Mqtt:Password=hunter2", "Mqtt:Port=x", "Database:Provider=postgres", "Database:ConnectionString=Host=h;Nonsense=1;Password=hunter2"));

        Assert.Contains("Mqtt:Password: there is a password but no Mqtt:User", fault.Message);
        Assert.Contains("Database:ConnectionString: cannot be understood", fault.Message);
        Assert.DoesNotContain("hunter2", fault.Message);
    }

    [Fact]
    public void A_password_comes_from_the_first_line_of_its_file()
    {
        var file = Write("password", "s3cret\nmore\n");

        var options = Read("Broker:Address=0.0.0.0", "Broker:User=boards", $"Broker:PasswordFile={file}");

        Assert.Equal("s3cret", options.Broker.Password);
    }

    [Fact]
    public void A_password_and_its_file_are_not_both_given()
    {
        var fault = Assert.Throws<ConfigurationException>(() => Read("Broker:User=u", "Broker:Password=hunter2", $"Broker:PasswordFile={Write("password", "x")}"));

        Assert.Contains("Broker:Password is set too; leave one of them out.", fault.Message);
        Assert.DoesNotContain("hunter2", fault.Message);
    }

    [Theory]
    [InlineData("Devices:OfflineAfter=2m", 120)]
    [InlineData("Devices:OfflineAfter=1.5m", 90)]
    [InlineData("Devices:OfflineAfter=00:00:45", 45)]
    [InlineData("devices:offlineafter=45s", 45)]
    public void Durations_are_read_as_people_write_them(string setting, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(setting).Devices.OfflineAfter);

    [Theory]
    [InlineData("Mqtt:Tls=false", 1883)]
    [InlineData("Mqtt:Tls=true", 8883)]
    public void The_port_follows_from_tls(string setting, int port) => Assert.Equal(port, Read("Mqtt:Host=broker", setting).Mqtt.EffectivePort);

    [Fact]
    public void The_data_directory_is_made_for_its_owner_alone()
    {
        Read();

        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no mode bits; folders below the profile are the user's alone");
        else Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder, "data")));
    }

    [Fact]
    public async Task A_settings_file_with_three_faults_stops_the_program_with_one_message_that_names_all_three()
    {
        var file = Write("settings.json", """{"Mqtt":{"Host":"broker","Prot":1883},"Broker":{"Port":99999},"Devices":{"OfflineAfter":"soon"}}""");

        await using var program = Program("--settings", file, $"--Data:Directory={_folder}/data");
        var code = await program.WaitForExitAsync();

        Assert.Equal(1, code);
        Assert.Equal(
            [
                "The gateway did not start: 3 settings need a change.",
                "  - Mqtt:Prot: there is no such setting; did you mean Mqtt:Port?",
                "  - Broker:Port = '99999': must be between 0 and 65535.",
                "  - Devices:OfflineAfter = 'soon': must be a duration such as 90s, 5m or 00:01:30.",
            ],
            program.Lines);
    }

    [Fact]
    public async Task A_settings_file_that_is_not_json_stops_the_program_and_says_where()
    {
        var file = Write("settings.json", "{\n  \"Mqtt\": {\n    \"Host\" \"x\"\n  }\n}");

        await using var program = Program("--settings", file, $"--Data:Directory={_folder}/data");
        var code = await program.WaitForExitAsync();

        Assert.Equal(1, code);
        Assert.Contains($"--settings = '{file}': is not JSON: see line 3, position 12.", program.Output);
        Assert.DoesNotContain("   at ", program.Output);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_program_and_says_what_to_do()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        await using var mqtt = Program($"--Broker:Port={port}", "--Broker:Tls=false", "--urls=http://127.0.0.1:0", $"--Data:Directory={_folder}/a");
        await using var http = Program("--Broker:Port=0", "--Broker:Tls=false", $"--urls=http://127.0.0.1:{port}", $"--Data:Directory={_folder}/b");

        Assert.Equal((1, 1), (await mqtt.WaitForExitAsync(), await http.WaitForExitAsync()));
        Assert.Contains($"Broker:Port = '127.0.0.1:{port}': cannot be opened", mqtt.Output);
        Assert.Contains($"urls = 'http://127.0.0.1:{port}': cannot be opened", http.Output);
        Assert.DoesNotContain("   at ", mqtt.Output + http.Output);
    }

    [Fact]
    public async Task A_file_that_is_no_database_stops_the_program_and_is_named()
    {
        var file = Write("notes.txt", new string('x', 5000));

        await using var program = Program("--Broker:Port=0", "--Broker:Tls=false", "--urls=http://127.0.0.1:0", $"--Database:ConnectionString={file}", $"--Data:Directory={_folder}/data");
        var code = await program.WaitForExitAsync();

        Assert.Equal(1, code);
        Assert.Contains($"Database = 'SQLite, {file}': cannot be used: ", program.Output);
        Assert.DoesNotContain("   at ", program.Output);
    }

    [Fact]
    public async Task A_second_gateway_on_one_data_directory_stops_and_is_told_to_take_its_own()
    {
        string[] settings = ["--Broker:Port=0", "--Broker:Tls=false", "--urls=http://127.0.0.1:0", $"--Data:Directory={_folder}/data"];
        await using var first = Program(settings);
        await first.WaitForLineAsync("Database:");

        await using var second = Program(settings);

        Assert.Equal(1, await second.WaitForExitAsync());
        Assert.Contains($"Spool:Directory = '{_folder}/data/spool': cannot be used: ", second.Output);
        Assert.Contains("each needs a folder of its own, by Spool:Directory or Data:Directory", second.Output);
        Assert.DoesNotContain("   at ", second.Output);
    }

    [Fact]
    public async Task Environment_goes_over_the_file_and_the_command_line_over_both()
    {
        var file = Write("settings.json", """{"Broker":{"Port":"file"},"Mqtt":{"Port":"file"},"Api":{"EventQueue":"file"}}""");

        await using var program = ToolProcess.Start(
            ProgramPath,
            ["--settings", file, "--Broker:Port=line", $"--Data:Directory={_folder}/data"],
            new Dictionary<string, string> { ["Broker__Port"] = "environment", ["Mqtt__Port"] = "environment" });
        await program.WaitForExitAsync();

        Assert.Contains("Broker:Port = 'line'", program.Output);
        Assert.Contains("Mqtt:Port = 'environment'", program.Output);
        Assert.Contains("Api:EventQueue = 'file'", program.Output);
    }

    private static string ProgramPath => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Nanofleet.Gateway.exe" : "Nanofleet.Gateway");

    private static ToolProcess Program(params string[] arguments) => ToolProcess.Start(ProgramPath, arguments);

    private GatewayOptions Read(params string[] settings)
    {
        var configuration = new ConfigurationManager();
        var faults = new List<ConfigurationFault>();
        SettingsSources.Add(configuration, [$"--Data:Directory={_folder}/data", .. settings.Select(setting => $"--{setting}")], faults);
        return GatewayOptions.Read(configuration, faults);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
