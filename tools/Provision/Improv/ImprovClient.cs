using System.Globalization;
using Nanofleet.Contract.Improv;

namespace Nanofleet.Provision.Improv;

/// <summary>
/// The commands of Improv Serial 1, as a client asks them. What is lost or damaged on the line is asked again; a board that is
/// busy is waited for. What the board says about its own errors comes in a frame before them, and is used for the message.
/// </summary>
internal sealed class ImprovClient(ImprovLine line, ImprovPatience patience)
{
    private string _detailName = "";
    private string _detail = "";

    /// <summary>The board's state; null where nothing answers, which is how it is found out whether a board is there.</summary>
    public byte? FindState()
    {
        var boardSawDamage = false;
        for (var end = line.Deadline(patience.FirstAnswer); line.Deadline(TimeSpan.Zero) < end;)
        {
            line.Send(Command(ImprovCommands.CurrentState));
            // Short enough that a board which was restarted by opening its port is met as soon as it listens.
            for (var until = Math.Min(end, line.Deadline(patience.Answer / 2)); line.Next(until);)
            {
                if (State(line.Frame) is { } state) return state;
                if (Error(line.Frame) == ImprovErrors.Unknown) return Exchange("state", () => Command(ImprovCommands.CurrentState), patience.Answer, State);
                boardSawDamage |= Error(line.Frame) == ImprovErrors.InvalidPacket;
            }
        }

        return boardSawDamage || line.Damaged > 0 ? throw ImprovFaults.Damaged(line.Port) : null;
    }

    /// <summary>Firmware, its version, chip, name.</summary>
    public string[] Info() => Ask("device information", ImprovCommands.DeviceInfo, patience.Answer, texts => texts.Length >= 4 ? texts : null);

    /// <summary>The networks that the board hears, the strongest first, each once.</summary>
    public IReadOnlyList<WifiHeard> Scan()
    {
        var heard = new List<WifiHeard>();
        return Ask("scan", ImprovCommands.ScanWifi, patience.Scan, texts =>
        {
            if (texts.Length == 0) return heard.OrderByDescending(network => network.Rssi).DistinctBy(network => network.Ssid).ToArray();
            if (texts.Length >= 3 && int.TryParse(texts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var rssi)) heard.Add(new WifiHeard(texts[0], rssi, texts[2] == "YES"));
            return null;
        }, heard.Clear);
    }

    /// <summary>Returns when the board has joined; a network that cannot be joined is a fault of its own kind.</summary>
    public void Join(string ssid, string password, IReadOnlyList<string> heard)
    {
        var answer = Exchange("Wi-Fi settings", () => Command(ImprovCommands.WifiSettings, writer => writer.PutText(ssid).PutText(password)), patience.Join, frame =>
            State(frame) == ImprovStates.Provisioned ? ImprovErrors.None : Error(frame) == ImprovErrors.UnableToConnect ? ImprovErrors.UnableToConnect : (byte?)null, again: false);
        if (answer == ImprovErrors.None) return;
        throw _detailName switch
        {
            "wifi_ssid" => ImprovFaults.NoNetwork(ssid, heard),
            "wifi_password" => ImprovFaults.WrongPassword(ssid),
            _ => ImprovFaults.NotJoined(ssid, _detail),
        };
    }

    /// <summary>
    /// Sends, and gives each frame that comes to <paramref name="pick"/> until it takes one. The board's errors become faults,
    /// unless <paramref name="pick"/> took them; what can be cured by asking again is asked again.
    /// </summary>
    /// <param name="what">In words, for messages.</param>
    /// <param name="again">Whether it may be sent again when nothing comes.</param>
    /// <param name="restart">Forgets what an earlier try has collected.</param>
    public T Exchange<T>(string what, Func<ImprovWriter> make, TimeSpan limit, Func<ImprovDecoder, T?> pick, bool again = true, Action? restart = null) where T : struct
    {
        var busyUntil = line.Deadline(patience.Busy);
        var damagedBefore = line.Damaged;
        var boardSawDamage = false;
        for (var tries = 0; tries < patience.Tries;)
        {
            restart?.Invoke();
            (_detailName, _detail) = ("", "");
            line.Send(make());
            var deadline = line.Deadline(limit);
            var isBusy = false;
            while (!isBusy && line.Next(deadline))
            {
                NoteDetail();
                if (pick(line.Frame) is { } picked) return picked;
                var error = Error(line.Frame);
                if (error == ImprovErrors.UnknownCommand) throw ImprovFaults.UnknownCommand(what);
                if (error == ImprovErrors.InvalidPacket)
                {
                    boardSawDamage = true;
                    break;
                }

                isBusy = error == ImprovErrors.Unknown;
            }

            if (isBusy) WaitOutBusy(busyUntil);
            else if (!again && !boardSawDamage) break;
            else tries++;
        }

        throw boardSawDamage || line.Damaged > damagedBefore ? ImprovFaults.Damaged(line.Port) : ImprovFaults.FellSilent(line.Port, what);
    }

    /// <summary>Called where a board says busy: the pause until it is asked again, or the fault that it was busy for too long.</summary>
    public void WaitOutBusy(long until)
    {
        if (line.Deadline(TimeSpan.Zero) >= until) throw ImprovFaults.Busy(line.Port);
        for (var pause = line.Deadline(patience.BusyPause); line.Next(pause);) NoteDetail();
    }

    private T Ask<T>(string what, byte command, TimeSpan limit, Func<string[], T?> pick, Action? restart = null) where T : class
    {
        T? answer = null;
        Exchange(what, () => Command(command), limit, frame =>
        {
            if (frame.Type == ImprovTypes.Result && ImprovMessage.TryCommand(frame, out var answered) && answered == command && ImprovMessage.Texts(frame) is { } texts) answer = pick(texts);
            return answer is null ? (bool?)null : true;
        }, restart: restart);
        return answer!;
    }

    private ImprovWriter Command(byte command, Func<ImprovWriter, ImprovWriter>? data = null)
    {
        var writer = line.Writer.Begin(ImprovTypes.Command, command);
        return (data?.Invoke(writer) ?? writer).End();
    }

    private static byte? State(ImprovDecoder frame) => frame is { Type: ImprovTypes.CurrentState, DataLength: > 0 } ? frame[0] : null;

    private static byte Error(ImprovDecoder frame) => frame is { Type: ImprovTypes.ErrorState, DataLength: > 0 } ? frame[0] : ImprovErrors.None;

    private void NoteDetail()
    {
        if (SettingsAnswer.Read(line.Frame) is { Step: SettingsSteps.Detail } detail) (_detailName, _detail) = (detail.Name, detail.Sentence);
    }
}
