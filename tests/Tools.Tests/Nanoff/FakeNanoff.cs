using System.Text.Json.Nodes;
using Nanofleet.Nanoff;

namespace Nanofleet.Tools.Tests.Nanoff;

/// <summary>
/// A program named nanoff in a folder of its own, and a board behind it: fake_nanoff.py. It records each call, answers in
/// nanoff's words, and can be told to lie as nanoff does.
/// </summary>
internal sealed class FakeNanoff : IDisposable
{
    public const string Port = "/dev/ttyUSB0";

    public FakeNanoff()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || ToolProcess.Find(ToolProcess.Python) is null, $"the fake nanoff needs {ToolProcess.Python}");
        Folder = Directory.CreateTempSubdirectory("nanoff-").FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Nanoff", "fake_nanoff.py"), Path.Combine(Folder, "nanoff.py"));
        File.WriteAllText(Program, $"#!/bin/sh\nexec {ToolProcess.Python} \"$(dirname \"$0\")/nanoff.py\" \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Board(board =>
        {
            board["nanoff"] = "2.5.162";
            board["ports"] = new JsonArray(Port);
            board["busy"] = null;
            board["hang"] = "nothing";
            board["locked"] = false;
            board["lies"] = new JsonArray();
            board["chip"] = "ESP32";
            board["best"] = "ESP32_PSRAM_REV0";
            board["target"] = null;
            board["firmware"] = null;
            board["serial"] = "100000000024D7EB8F3C1C";
            board["assemblies"] = new JsonArray();
            board["files"] = new JsonObject();
            board["published"] = new JsonObject { ["ESP32_REV0"] = new JsonArray("1.16.0.580"), ["ESP32_PSRAM_REV0"] = new JsonArray("1.17.0.812", "1.17.0.790", "1.16.0.703") };
        });
    }

    public string Folder { get; }

    public string Program => Path.Combine(Folder, "nanoff");

    public NanoffTool Tool => new(Program);

    /// <summary>The arguments of each call, in order.</summary>
    public string[] Calls => Read("calls");

    /// <summary>Who might read the files that were handed over, as octal numbers.</summary>
    public string[] Modes => Read("modes");

    /// <summary>What is on the board now.</summary>
    public JsonObject State => JsonNode.Parse(File.ReadAllText(StateFile))!.AsObject();

    private string StateFile => Path.Combine(Folder, "board.json");

    /// <summary>Lets the board be another one.</summary>
    public FakeNanoff Board(Action<JsonObject> change)
    {
        var state = File.Exists(StateFile) ? State : [];
        change(state);
        File.WriteAllText(StateFile, state.ToJsonString());
        return this;
    }

    /// <summary>The board runs nanoFramework.</summary>
    public FakeNanoff Running(string target = "ESP32_PSRAM_REV0", string firmware = "1.17.0.812") =>
        Board(board => (board["target"], board["firmware"]) = (target, firmware));

    public FakeNanoff Lies(string about) => Board(board => board["lies"] = new JsonArray(about));

    /// <summary>Forgets the calls so far.</summary>
    public void ForgetCalls() => File.Delete(Path.Combine(Folder, "calls"));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string[] Read(string file) => File.Exists(Path.Combine(Folder, file)) ? File.ReadAllLines(Path.Combine(Folder, file)) : [];
}
