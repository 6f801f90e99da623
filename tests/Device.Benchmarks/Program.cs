using Nanofleet.Device.Benchmarks;
using Nanofleet.Device.Tests.Core.Footprint;

// What the firmware asks of a board's memory and flash: dotnet run -c Release --project tests/Device.Benchmarks [rounds]
if (args is not ([] or [_]) || !int.TryParse(args is [var text] ? text : "10000", out var rounds) || rounds < 1)
{
    Console.Error.WriteLine("usage: Device.Benchmarks [rounds], a whole number from 1 on");
    return 2;
}

var footprint = PublishPath.Measure(rounds);
Console.WriteLine($"Heap that Core asks for, in bytes, mean of {rounds}. Counted on .NET, as a stand-in: the board has the same objects, in other sizes.");
Console.WriteLine($"  sampling of six readings    {footprint.Sampling,8:0}");
Console.WriteLine($"  its way out and back        {footprint.Sending,8:0}   its message is {footprint.Message}");
Console.WriteLine($"  heartbeat                   {footprint.Heartbeat,8:0}   its message is {footprint.HeartbeatMessage}");
Console.WriteLine($"  step with nothing to do     {footprint.Idle,8:0}");
Console.WriteLine();
foreach (var line in Assemblies.Describe(AppContext.BaseDirectory)) Console.WriteLine(line);
return 0;
