using System.CommandLine;
using Nanofleet.Demo;
using Nanofleet.Gateway.Configuration;

var boards = new Option<int>("--boards") { Description = "How many virtual boards run.", DefaultValueFactory = _ => 3 };
var duration = new Option<int?>("--duration") { Description = "Seconds until it ends by itself; without it, Ctrl-C ends it." };
var httpPort = new Option<int?>("--http-port") { Description = "Port of the page: 5080, or a free one where that is taken." };
var mqttPort = new Option<int?>("--mqtt-port") { Description = "Port of the broker: 1883, or a free one where that is taken." };
var blankBoard = new Option<bool>("--blank-board") { Description = "One more virtual board, without settings, at a serial port that tools/Provision can open. Not on Windows." };
foreach (var port in new[] { httpPort, mqttPort }) Validation.Between(port, 0, 65535);
Validation.Between(boards, 1, 200);
Validation.Between(duration, 1, 86400);
blankBoard.Validators.Add(result =>
{
    if (OperatingSystem.IsWindows() && !result.Implicit) result.AddError("--blank-board: Windows has no pseudo-terminals; use Linux, macOS or WSL.");
});

var command = new RootCommand("Gateway, database and virtual boards in one process: see a reading go from the pin to the page.")
{
    boards, duration, httpPort, mqttPort, blankBoard,
};
command.SetAction(async (parsed, cancel) =>
{
    await Task.Yield(); // the library hears Ctrl-C only once this has returned to it, and to start everything takes a while
    return await new DemoRun(new DemoOptions
    {
        Boards = parsed.GetValue(boards),
        Duration = parsed.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan,
        HttpPort = parsed.GetValue(httpPort) ?? Ports.FreeOr(5080),
        MqttPort = parsed.GetValue(mqttPort) ?? Ports.FreeOr(1883),
        BlankBoard = parsed.GetValue(blankBoard),
    }).RunAsync(cancel);
});

try
{
    // Ctrl-C must stop boards and gateway in order, which takes a moment longer than the library waits by itself.
    return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10), EnableDefaultExceptionHandler = false });
}
catch (ConfigurationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
