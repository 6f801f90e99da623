using System.Globalization;

namespace Nanofleet.Load.Run;

/// <summary>CPU and memory of another process, with its children, as the kernel counts them.</summary>
internal static class ProcessFigures
{
    private const double TicksPerSecond = 100; // USER_HZ, which is 100 on every Linux that .NET runs on
    private const int ParentField = 1;
    private const int FirstCpuField = 11;

    /// <summary>User and system time of the process, its children and those that have ended.</summary>
    public static TimeSpan Cpu(int processId)
    {
        var own = Fields(processId) is { } fields ? Sum(fields, 4) : 0; // its own, and that of children that have ended
        var ticks = own + Children(processId).Select(Fields).Sum(child => child is null ? 0 : Sum(child, 2));
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>The processes that it has started and that still run.</summary>
    public static int[] Children(int processId) =>
    [
        .. Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Fields(id) is { } fields && int.Parse(fields[ParentField], CultureInfo.InvariantCulture) == processId),
    ];

    /// <summary>Bytes in memory; 0 where the process is gone.</summary>
    public static long Resident(int processId)
    {
        try
        {
            var line = File.ReadLines($"/proc/{processId}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return 0;
        }
    }

    private static double Sum(string[] fields, int count) => fields.Skip(FirstCpuField).Take(count).Sum(field => double.Parse(field, CultureInfo.InvariantCulture));

    /// <summary>What stands in /proc/PID/stat behind the program's name, which may hold anything.</summary>
    private static string[]? Fields(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
