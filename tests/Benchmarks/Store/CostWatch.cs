using System.Diagnostics;
using System.Globalization;

namespace Nanofleet.Benchmarks.Store;

/// <summary>What time, CPU and memory a stretch of work takes, in this process and in those of a server.</summary>
internal sealed class CostWatch
{
    private const double TicksPerSecond = 100; // USER_HZ, as the kernel shows it to programs

    private readonly int? _server;
    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly long _allocated = GC.GetTotalAllocatedBytes(precise: true);
    private readonly TimeSpan _own = Own;
    private readonly TimeSpan _servers;

    private CostWatch(int? server) => (_server, _servers) = (server, ServerCpu(server));

    private static TimeSpan Own => Process.GetCurrentProcess().TotalProcessorTime;

    /// <param name="server">The process whose CPU counts with that of its children; null for none.</param>
    public static CostWatch Start(int? server) => new(server);

    /// <summary>Microseconds and bytes for each message.</summary>
    public (double PerSecond, double Wall, double Cpu, double ServerCpu, double Allocated) Stop(long messages)
    {
        var wall = Stopwatch.GetElapsedTime(_since);
        var own = Own - _own;
        var server = ServerCpu(_server) - _servers;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        return (messages / wall.TotalSeconds, wall.TotalMicroseconds / messages, (own + server).TotalMicroseconds / messages, server.TotalMicroseconds / messages, (double)allocated / messages);
    }

    /// <summary>proc(5): utime, stime and those of children that ended are the fields 14 to 17 of stat, the parent is field 4.</summary>
    private static TimeSpan ServerCpu(int? server)
    {
        if (server is null) return TimeSpan.Zero;
        var ticks = 0L;
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)) continue;
            if (ReadStat(folder) is not { } fields) continue;
            if (id == server) ticks += Sum(fields, 11, 4);
            else if (fields[1] == server.Value.ToString(CultureInfo.InvariantCulture)) ticks += Sum(fields, 11, 2);
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>The fields after the name, which may hold spaces: field 3 is the first. Null where the process has ended.</summary>
    private static string[]? ReadStat(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Sum(string[] fields, int from, int count) => fields.AsSpan(from, count).ToArray().Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
}
