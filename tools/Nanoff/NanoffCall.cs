namespace Nanofleet.Nanoff;

/// <summary>
/// One call of nanoff: its arguments, what it does in a few words, and how long it may take. The calls that this project
/// makes are all here.
/// </summary>
public sealed record NanoffCall(string What, TimeSpan Limit, params IReadOnlyList<string> Arguments)
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    /// <summary>
    /// What goes through the chip's boot loader draws on the console at the normal verbosity, and fails with an exception,
    /// before it flashes, where its output is a pipe. Whatever uses the Wire Protocol must not have this: below the normal
    /// verbosity a deployment that failed is reported as done.
    /// </summary>
    private static readonly string[] BootLoader = ["-v", "m"];

    /// <summary>nanoff's version.</summary>
    public static NanoffCall Version() => new("asking nanoff for its version", Short, "--version");

    /// <summary>The serial ports of this machine.</summary>
    public static NanoffCall ListPorts() => new("listing the serial ports", Short, "--listports");

    /// <summary>The published targets, and of each the three newest versions of the firmware.</summary>
    public static NanoffCall ListTargets() => new("asking which firmware is published", Short, "--listtargets", "--platform", "esp32");

    /// <summary>What runs on a board with nanoFramework: target, version, assemblies.</summary>
    public static NanoffCall DeviceDetails(string port) => new("reading what runs on the board", Short, "--nanodevice", "--devicedetails", "--serialport", port);

    /// <summary>Which target fits the chip, asked of its boot loader; for a board without nanoFramework, too.</summary>
    public static NanoffCall Identify(string port) => new("identifying the chip", Short, "--platform", "esp32", "--identifyfirmware", "--serialport", port);

    /// <param name="port">The serial port.</param>
    /// <param name="target">Such as <c>ESP32_PSRAM_REV0</c>.</param>
    /// <param name="version">The exact version.</param>
    /// <param name="erase">Erases all of the flash first: for a board that did not run nanoFramework, whose remains would be read as files and settings.</param>
    public static NanoffCall Update(string port, string target, string version, bool erase) =>
        new("flashing the nanoFramework firmware", Long, ["--target", target, "--serialport", port, "--update", "--fwversion", version, .. erase ? (string[])["--masserase"] : [], .. BootLoader]);

    /// <summary>The application, through the Wire Protocol; the board restarts.</summary>
    public static NanoffCall Deploy(string port, string image) =>
        new("deploying the application", Long, "--nanodevice", "--deploy", "--serialport", port, "--image", image);

    /// <summary>The application, through the chip's boot loader: also where the one on the board does not let the Wire Protocol in.</summary>
    public static NanoffCall DeployByBootLoader(string port, string target, string image) =>
        new("deploying the application through the boot loader", Long, ["--target", target, "--serialport", port, "--deploy", "--image", image, .. BootLoader]);

    /// <summary>Files onto the board's flash, as a JSON file says, which names the port, too: named here it would be taken for a flashing of the chip.</summary>
    public static NanoffCall Files(string configuration) => new("writing files to the board", Short * 3, "--filedeployment", configuration);

    /// <summary>Wi-Fi settings into the board's configuration, as a JSON file says, which names the port.</summary>
    public static NanoffCall Network(string configuration) => new("writing the network settings to the board", Short * 3, "--networkdeployment", configuration);

    /// <summary>As one would type it.</summary>
    public override string ToString() => string.Join(' ', Arguments.Prepend("nanoff").Select(Quoted));

    private static string Quoted(string argument) => argument.AsSpan().ContainsAny(" \t\"'&|;<>()$`*?") ? $"\"{argument.Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : argument;
}
