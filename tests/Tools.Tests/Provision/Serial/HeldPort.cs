namespace Nanofleet.Tools.Tests.Provision.Serial;

/// <summary>Another process that has a port open and locked, as terminal programs do.</summary>
internal sealed class HeldPort : IDisposable
{
    private const string Script = "import fcntl, sys\nport = open(sys.argv[1], 'rb', 0)\nfcntl.flock(port, fcntl.LOCK_EX)\nprint('held')\nsys.stdin.read()\n";

    private readonly ToolProcess _python;

    public HeldPort(string port)
    {
        if (ToolProcess.Find(ToolProcess.Python) is null) Assert.Skip("python3 is not installed");
        _python = ToolProcess.StartPython(Script, port);
        _python.WaitForLineAsync("held").GetAwaiter().GetResult();
    }

    public int ProcessId => _python.Id;

    public void Dispose() => _python.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
