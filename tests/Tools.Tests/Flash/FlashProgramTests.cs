using Nanofleet.Tools.Tests.Nanoff;

namespace Nanofleet.Tools.Tests.Flash;

/// <summary>tools/Flash as a program: which nanoff it takes, its exit codes, and that --what-if touches nothing.</summary>
public sealed class FlashProgramTests : IDisposable
{
    private readonly FakeNanoff _fake = new();

    public void Dispose() => _fake.Dispose();

    [Fact]
    public async Task Nanoff_is_installed_when_there_is_none()
    {
        PutDotnet($"echo \"$*\" > {_fake.Folder}/installed; mkdir -p {_fake.Folder}/home/.dotnet/tools; ln -s {_fake.Program} {_fake.Folder}/home/.dotnet/tools/nanoff; cp {_fake.Folder}/nanoff.py {_fake.Folder}/board.json {_fake.Folder}/home/.dotnet/tools/");

        var (code, output) = await RunAsync("--image", Image(), "--port", FakeNanoff.Port);

        Assert.Equal("tool update --global nanoff --version 2.5.*", File.ReadAllText(Path.Combine(_fake.Folder, "installed")).Trim());
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Failure_says_what_to_try_when_nanoff_cannot_be_installed()
    {
        PutDotnet("echo 'Unhandled exception: no network' >&2; exit 1");

        var (code, output) = await RunAsync("--image", Image());

        Assert.Equal(1, code);
        Assert.Contains("FAILED: nanoff could not be installed (Unhandled exception: no network).", output, StringComparison.Ordinal);
        Assert.Contains("next: look at the internet connection", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_nanoff_is_not_used()
    {
        _fake.Board(board => board["nanoff"] = "2.5.99");
        PutDotnet("exit 0");

        var (code, output) = await RunAsync([_fake.Folder], "--image", Image());

        Assert.Equal(1, code);
        Assert.Contains("2.5.157 or newer of 2.5 is needed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nanoff_that_does_not_run_is_passed_over_where_another_does()
    {
        PutDotnet("exit 1");
        var broken = Directory.CreateDirectory(Path.Combine(_fake.Folder, "broken")).FullName;
        File.WriteAllText(Path.Combine(broken, "nanoff"), "#!/bin/sh\necho 'You must install .NET'\nexit 150\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(broken, "nanoff"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (code, output) = await RunAsync([broken, _fake.Folder], "--image", Image(), "--port", FakeNanoff.Port);

        Assert.True(code == 0, output);
        Assert.Contains($"{broken}/nanoff cannot be used", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_of_a_file_names_it_and_what_to_do()
    {
        await File.WriteAllTextAsync(Path.Combine(_fake.Folder, "nanofleet"), "a file where the record's folder should be", TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync([_fake.Folder], "--image", Image(), "--port", FakeNanoff.Port);

        Assert.Equal(1, code);
        Assert.Contains($"'{_fake.Folder}/nanofleet'", output, StringComparison.Ordinal);
        Assert.Contains("  next: give this user the right to", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_if_prints_the_commands_and_runs_none()
    {
        var image = Image();

        var (code, output) = await RunAsync([_fake.Folder], "--what-if", "--port", "COM9", "--target", "ESP32_PSRAM_REV0", "--firmware-version", "1.17.0.812", "--image", image);

        Assert.Equal(0, code);
        Assert.Contains("nanoff --target ESP32_PSRAM_REV0 --serialport COM9 --update --fwversion 1.17.0.812 --masserase -v m", output, StringComparison.Ordinal);
        Assert.Contains($"nanoff --nanodevice --deploy --serialport COM9 --image {image}", output, StringComparison.Ordinal);
        Assert.Empty(_fake.Calls);
    }

    [Fact]
    public async Task What_if_prints_no_command_where_the_settings_cannot_be_used()
    {
        var settings = Path.Combine(_fake.Folder, "settings.json");
        await File.WriteAllTextAsync(settings, """{"broker_ca":"gone.pem"}""", TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync([_fake.Folder], "--what-if", "--port", "COM9", "--image", Image(), "--settings-file", settings);

        Assert.Equal(1, code);
        Assert.Contains("gone.pem", output, StringComparison.Ordinal);
        Assert.DoesNotContain("nanoff --", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_arguments_are_named_all_at_once()
    {
        var (code, output) = await RunAsync("--firmware-version", "new", "--image", "/nowhere.bin", "--target", "a b");

        Assert.Equal(2, code);
        Assert.Contains("--firmware-version new", output, StringComparison.Ordinal);
        Assert.Contains("--image /nowhere.bin: there is no such file", output, StringComparison.Ordinal);
        Assert.Contains("--target a b", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_is_asked_for_where_it_cannot_be_built()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "here it may be built");

        var (code, output) = await RunAsync([_fake.Folder], "--port", FakeNanoff.Port);

        Assert.Equal(1, code);
        Assert.Contains("name it with -Image (--image)", output, StringComparison.Ordinal);
        Assert.DoesNotContain(_fake.Calls, call => call.Contains(FakeNanoff.Port, StringComparison.Ordinal));
    }

    private string Image() => FakeImage.Write(_fake.Folder, "app.bin", ("mscorlib", "1.17.11.0")).FullName;

    /// <summary>A dotnet that does this instead of installing.</summary>
    private void PutDotnet(string script)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_fake.Folder, "bin")).FullName;
        File.WriteAllText(Path.Combine(folder, "dotnet"), $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(folder, "dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private Task<(int Code, string Output)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    private async Task<(int Code, string Output)> RunAsync(string[] path, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = string.Join(':', [Path.Combine(_fake.Folder, "bin"), .. path, "/usr/bin", "/bin"]),
            ["DOTNET_CLI_HOME"] = Path.Combine(_fake.Folder, "home"),
            ["HOME"] = _fake.Folder,
            ["XDG_DATA_HOME"] = _fake.Folder,
        };
        await using var flash = ToolProcess.Start(Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : ToolProcess.Find("dotnet")!, [Path.Combine(AppContext.BaseDirectory, "Nanofleet.Flash.dll"), .. arguments], environment);
        var code = await flash.WaitForExitAsync(TimeSpan.FromMinutes(2));
        return (code, flash.Output);
    }
}
