using System.Runtime.InteropServices;

namespace Nanofleet.Load.Generator;

/// <summary>CPU time of the calling thread, so that the generator's own cost is known apart from what looks into the database meanwhile.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static TimeSpan Now => clock_gettime(ThreadCpuTime, out var time) == 0 ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0) : default;

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);

    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
