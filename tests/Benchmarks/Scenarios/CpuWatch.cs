using System.Diagnostics;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>What time and CPU another process spends from here on.</summary>
internal sealed class CpuWatch
{
    private readonly Process _process;
    private readonly TimeSpan _before;
    private readonly long _since = Stopwatch.GetTimestamp();

    public CpuWatch(int processId)
    {
        _process = Process.GetProcessById(processId);
        _before = _process.TotalProcessorTime;
    }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_since);

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime - _before;
        }
    }
}
