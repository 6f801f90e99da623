using System.Text;
using System.Text.Json.Nodes;
using Nanofleet.Contract;
using Nanofleet.Contract.Improv;

namespace Nanofleet.Tools.Tests.Provision.Fakes;

/// <summary>The other end of a cable: answers as a board does, or as badly as it is told to. What it was given is kept.</summary>
internal sealed class ScriptedBoard : IDisposable
{
    public const string Mac = "24:6F:28:AB:CD:EF";
    public const string OwnId = "esp32-246f28abcdef";

    private readonly SerialCable _cable = new();
    private readonly ImprovDecoder _decoder = new();
    private readonly ImprovWriter _writer = new();
    private readonly Thread _thread;
    private readonly MemoryStream _received = new();
    private int _wanted;
    private volatile bool _ended;

    public ScriptedBoard(Action<BoardManners>? change = null)
    {
        change?.Invoke(Manners);
        _thread = new Thread(Live) { IsBackground = true };
        _thread.Start();
    }

    public BoardManners Manners { get; } = new();

    public string Port => _cable.Port;

    /// <summary>SSID and password that it was given last.</summary>
    public (string Ssid, string Password)? Joined { get; private set; }

    /// <summary>Settings that it was told to keep; null before.</summary>
    public JsonObject? Kept { get; private set; }

    /// <summary>The same, as it came.</summary>
    public string Text => Encoding.UTF8.GetString(_received.ToArray());

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
        _cable.Dispose();
    }

    private void Live()
    {
        var bytes = new byte[256];
        while (!_ended)
        {
            var count = _cable.Read(bytes);
            for (var i = 0; i < count; i++)
                for (var found = _decoder.Put(bytes[i]); found; found = _decoder.Next()) Handle();
        }
    }

    private void Handle()
    {
        if (Manners.IsMute || Manners.LostAtStart-- > 0) return;
        if (Manners.DamagedRequests-- > 0 || (Manners.DamagesSettings && _decoder.Type == ImprovTypes.Settings)) Fail(ImprovErrors.InvalidPacket, "", "the checksum of a frame is wrong: send it again");
        else if (_decoder.Type == ImprovTypes.Settings) HandleSettings();
        else if (Manners.BusyFor-- > 0) Fail(ImprovErrors.Unknown, "", "the board is busy");
        else if (ImprovMessage.TryCommand(_decoder, out var command)) HandleCommand(command);
    }

    private void HandleCommand(byte command)
    {
        if (command == Manners.UnknownCommand)
        {
            Fail(ImprovErrors.UnknownCommand, "", "no such command");
            return;
        }

        Send(_writer.Begin(ImprovTypes.ErrorState).Put(ImprovErrors.None).End());
        if (command == ImprovCommands.CurrentState) SendState(Manners.State);
        else if (command == ImprovCommands.DeviceInfo) Send(_writer.Begin(ImprovTypes.Result, command).PutText("Nanofleet").PutText("0.1.0").PutText("ESP32").PutText(OwnId).End());
        else if (command == ImprovCommands.ScanWifi) Scan();
        else if (command == ImprovCommands.WifiSettings) Join(ImprovMessage.Texts(_decoder)!);
    }

    private void Scan()
    {
        foreach (var (ssid, rssi) in Manners.Networks) Send(_writer.Begin(ImprovTypes.Result, ImprovCommands.ScanWifi).PutText(ssid).PutText(rssi.ToString()).PutText("YES").End());
        Send(_writer.Begin(ImprovTypes.Result, ImprovCommands.ScanWifi).End());
    }

    private void Join(string[] texts)
    {
        SendState(ImprovStates.Provisioning);
        if (Manners.JoinFault is { } fault)
        {
            Fail(ImprovErrors.UnableToConnect, fault, "no address came");
            SendState(ImprovStates.Ready);
            return;
        }

        Joined = (texts[0], texts[1]);
        SendState(Manners.State = ImprovStates.Provisioned);
        Send(_writer.Begin(ImprovTypes.Result, ImprovCommands.WifiSettings).End());
    }

    private void HandleSettings()
    {
        if (Manners.IsForeign) return;
        var step = _decoder[0];
        if (step == Manners.SilentAt) return;
        if (step == SettingsSteps.Describe) Send(_writer.Begin(ImprovTypes.SettingsAnswer).Put(step).Put(SettingsOutcomes.Done).PutNumber(SettingsAnswer.Largest, 2).PutText(SettingsAnswer.Version).PutText("246F28ABCDEF").PutText(Manners.Model).PutText(OwnId).End());
        else if (step == SettingsSteps.Begin) Begin();
        else if (step == SettingsSteps.Chunk) Take();
        else if (step == SettingsSteps.Commit) Commit();
    }

    private void Begin()
    {
        _wanted = _decoder[1] | (_decoder[2] << 8);
        if (_received.Length > _wanted) _received.SetLength(0);
        Answer(SettingsSteps.Begin, SettingsOutcomes.Done, (int)_received.Length);
    }

    private void Take()
    {
        if ((_decoder[1] | (_decoder[2] << 8)) == _received.Length) _received.Write(_decoder.Bytes, ImprovFrame.DataAt + 3, _decoder.DataLength - 3);
        Answer(SettingsSteps.Chunk, SettingsOutcomes.Done, (int)_received.Length);
    }

    private void Commit()
    {
        if (Manners.ForgetsSettings)
        {
            Answer(SettingsSteps.Commit, SettingsOutcomes.NotBegun, 0);
            return;
        }

        foreach (var (name, sentence) in Manners.SettingFaults) Send(SettingsAnswer.Write(_writer, SettingsSteps.Commit, SettingsOutcomes.Fault, 0, name, sentence));
        if (Manners.SettingFaults.Count == 0) Kept = JsonNode.Parse(Text)!.AsObject();
        Answer(SettingsSteps.Commit, Manners.SettingFaults.Count > 0 ? SettingsOutcomes.Refused : SettingsOutcomes.Done, 0);
    }

    private void Answer(byte step, byte outcome, int offset)
    {
        var frame = SettingsAnswer.Write(_writer, step, outcome, offset, "", "");
        if (step != Manners.PulledAt)
        {
            Send(frame);
            return;
        }

        _cable.Write(frame.Bytes.AsSpan(0, frame.Length / 2));
        _cable.Dispose();
    }

    private void Fail(byte error, string name, string sentence)
    {
        Send(SettingsAnswer.Write(_writer, SettingsSteps.Detail, SettingsOutcomes.Fault, 0, name, sentence));
        Send(_writer.Begin(ImprovTypes.ErrorState).Put(error).End());
    }

    private void SendState(byte state) => Send(_writer.Begin(ImprovTypes.CurrentState).Put(state).End());

    private void Send(ImprovWriter frame)
    {
        var bytes = frame.ToArray();
        if (Manners.DamagedAnswers-- > 0) bytes[^2] ^= 0x55;
        _cable.Write("I (312) boot: a line of a boot log\r\n"u8);
        _cable.Write(bytes);
    }
}
