using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core.Provisioning;

/// <summary>A blank board at the end of a cable: Improv Serial 1, with everything that goes wrong on a cable and in the air.</summary>
public sealed class ImprovTests
{
    private readonly ProvisioningBench _bench = new();

    [Fact]
    public void A_blank_board_says_what_it_is_and_that_it_is_ready()
    {
        Assert.Equal(["error 0", "state 2"], _bench.Send(ImprovCommands.CurrentState));
        Assert.Equal(["error 0", "result 3 Nanofleet 0.1.0 TEST_BOARD esp32-240ac4010203"], _bench.Send(ImprovCommands.DeviceInfo));
        Assert.Equal(["error 0", "result 5 esp32-240ac4010203"], _bench.Send(ImprovCommands.Hostname));
        Assert.Equal(["error 0", "result 6 esp32-240ac4010203"], _bench.Send(ImprovCommands.DeviceName));
        Assert.Equal(["error 0", "result 7 2"], _bench.Send(ImprovCommands.NetworkState));
    }

    [Fact]
    public void A_scan_tells_each_name_once_with_its_strongest_signal_and_ends()
    {
        Assert.Equal(["error 0"], _bench.Send(ImprovCommands.ScanWifi));
        _bench.Radio.Hear(new("home", -70), new("", -30), new("Küche", -61), new("home", -50), new("home", -50));
        Assert.Equal(["result 4 Küche -61 YES", "result 4 home -50 YES", "result 4"], _bench.Step());
    }

    [Fact]
    public void A_scan_that_hears_nothing_ends_and_one_that_does_not_end_is_given_up()
    {
        _bench.Send(ImprovCommands.ScanWifi);
        _bench.Radio.Hear();
        Assert.Equal(["result 4"], _bench.Step());

        _bench.Send(ImprovCommands.ScanWifi);
        Assert.Equal(["settings 5 1 0 the radio did not say what it heard: try again", "error 255"], _bench.Wait(20_000));
    }

    [Fact]
    public void A_network_is_tried_and_told_when_it_is_joined()
    {
        Assert.Equal(["error 0", "state 3"], _bench.Send(ImprovCommands.WifiSettings, "Küche", "gut"));
        Assert.Equal(["Küche gut 25000"], _bench.Radio.Tried);
        Assert.Empty(_bench.Wait(5000));

        _bench.Radio.End(WifiVerdict.Joined);

        Assert.Equal(["error 0", "state 4", "result 1"], _bench.Step());
        Assert.Equal(["error 0", "state 4", "result 2"], _bench.Send(ImprovCommands.CurrentState));
        Assert.Equal(["error 0", "result 7 3"], _bench.Send(ImprovCommands.NetworkState));
        Assert.Null(_bench.Kept); // nothing is written before the rest is known
    }

    [Theory]
    [InlineData(WifiVerdict.WrongPassword, "wifi_password network \"home\" refuses the password: check it")]
    [InlineData(WifiVerdict.NoSuchNetwork, "wifi_ssid no network is called \"home\": check the name, and that it is in reach and on 2.4 GHz")]
    [InlineData(WifiVerdict.NoAddress, "network \"home\" was joined and gave no address: check its DHCP server")]
    [InlineData(WifiVerdict.Failed, "network \"home\" was not joined within 25 s: try again, closer to the access point")]
    public void A_network_that_is_not_joined_is_an_error_whose_reason_is_told_before_it(WifiVerdict verdict, string reason)
    {
        _bench.Send(ImprovCommands.WifiSettings, "home", "bad");
        _bench.Radio.End(verdict);
        Assert.Equal([$"settings 5 1 0 {reason}", "error 3", "state 2"], _bench.Step());
        _bench.Join(); // and another one may be tried
    }

    [Fact]
    public void A_radio_that_never_answers_is_given_up_and_stays_busy()
    {
        _bench.Send(ImprovCommands.WifiSettings, "home", "good");
        Assert.Equal(["error 3", "state 2"], _bench.Wait(40_000)[1..]);
        Assert.Equal(["settings 5 1 0 busy: the board tries network \"home\"", "error 255"], _bench.Send(ImprovCommands.WifiSettings, "home", "good"));
    }

    [Fact]
    public void While_a_network_is_tried_questions_are_answered_and_everything_else_is_busy()
    {
        _bench.Send(ImprovCommands.WifiSettings, "home", "good");
        string[] busy = ["settings 5 1 0 busy: the board tries network \"home\"", "error 255"];

        Assert.Equal(busy, _bench.Send(ImprovCommands.WifiSettings, "other", "good"));
        Assert.Equal(busy, _bench.Send(ImprovCommands.ScanWifi));
        Assert.Equal(["error 0", "state 3"], _bench.Send(ImprovCommands.CurrentState));
        Assert.Equal("result 3 Nanofleet 0.1.0 TEST_BOARD esp32-240ac4010203", _bench.Send(ImprovCommands.DeviceInfo)[1]);
        Assert.Single(_bench.Radio.Tried);

        _bench.Radio.End(WifiVerdict.Joined);
        _bench.Step();
        _bench.Send(ImprovCommands.ScanWifi);
        Assert.Equal(["settings 5 1 0 busy: the board scans for networks", "error 255"], _bench.Send(ImprovCommands.WifiSettings, "home", "good"));
    }

    [Fact]
    public void A_command_that_nobody_knows_is_an_error_and_a_name_cannot_be_set_this_way()
    {
        Assert.Equal(["settings 5 1 0 this firmware has no command 42", "error 2"], _bench.Send(42));
        Assert.Equal(["settings 5 1 0 device_id the name is device_id in the settings: send it there", "error 5"], _bench.Send(ImprovCommands.Hostname, "x"));
        Assert.Equal("error 255", _bench.Send(ImprovCommands.DeviceName, "x")[1]);
    }

    [Fact]
    public void A_frame_with_a_wrong_checksum_is_an_error_and_the_next_one_is_understood()
    {
        var frame = _bench.Frame(ImprovCommands.CurrentState);
        frame[^2] ^= 1;
        Assert.Equal(["settings 5 1 0 the checksum of a frame is wrong: send it again", "error 1"], _bench.Send(frame));
        Assert.Equal(["error 0", "state 2"], _bench.Send(ImprovCommands.CurrentState));
    }

    [Fact]
    public void A_cable_pulled_in_the_middle_of_a_frame_is_an_error_after_a_second_and_the_next_frame_is_understood()
    {
        var frame = _bench.Frame(ImprovCommands.WifiSettings, "home", "good");

        for (var length = 7; length < frame.Length - 1; length++)
        {
            Assert.Empty(_bench.Send(frame[..length]));
            Assert.Empty(_bench.Wait(ProvisioningLoop.FramePatienceMs - 1));
            Assert.Equal(["settings 5 1 0 a frame broke off: check the cable and send it again", "error 1"], _bench.Wait(1));
            Assert.Equal(["error 0", "state 2"], _bench.Send(ImprovCommands.CurrentState));
        }

        // Of less than a header nobody knows that it was to be one.
        Assert.Empty(_bench.Send(frame[..6]));
        Assert.Empty(_bench.Wait(5000));
        Assert.Equal(["error 0", "state 2"], _bench.Send(ImprovCommands.CurrentState));
    }

    [Fact]
    public void A_frame_in_single_bytes_with_pauses_and_text_before_it_is_understood()
    {
        _bench.Send("boot: I (12)\r\n"u8.ToArray());
        var frame = _bench.Frame(ImprovCommands.CurrentState);
        var said = new List<string>();
        foreach (var value in frame)
        {
            said.AddRange(_bench.Send([value]));
            said.AddRange(_bench.Wait(ProvisioningLoop.FramePatienceMs - 1));
        }

        Assert.Equal(["error 0", "state 2"], said);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_an_error_and_nothing_is_tried()
    {
        byte[][] contents = [[], [1], [1, 9, 0], [1, 2, 5, 65], [1, 3, 1, 65, 9], [1, 2, 1, 65], [1, 4, 1, 65, 0, 0], [1, 2, 0, 0]];
        foreach (var content in contents)
        {
            var said = _bench.Send(new ImprovWriter().Begin(ImprovTypes.Command).Put(content, 0, content.Length).End().ToArray());
            Assert.Equal("error 1", said[^1]);
        }

        Assert.Equal("error 1", _bench.Send(ImprovCommands.WifiSettings, new string('a', 33), "good")[^1]);
        Assert.Equal("error 1", _bench.Send(ImprovCommands.WifiSettings, "home", new string('a', 65))[^1]);
        Assert.Empty(_bench.Radio.Tried);
        Assert.Equal(["error 0", "state 3"], _bench.Send(ImprovCommands.WifiSettings, new string('a', 32), new string('a', 64)));
    }

    [Fact]
    public void What_the_board_itself_says_is_passed_over_when_a_terminal_echoes_it()
    {
        var writer = new ImprovWriter();
        Assert.Empty(_bench.Send(writer.Begin(ImprovTypes.CurrentState).Put(2).End().ToArray()));
        Assert.Empty(_bench.Send(SettingsAnswer.Write(writer, SettingsSteps.Commit, SettingsOutcomes.Done, 0, "", "").ToArray()));
        Assert.Empty(_bench.Send(writer.Begin(ImprovTypes.Result, ImprovCommands.DeviceInfo).PutText("x").End().ToArray()));
    }

    [Fact]
    public void Passwords_are_on_no_console()
    {
        _bench.Join("home", "canary-wifi");
        _bench.Settle("""{"broker_host":"h","broker_user":"u","broker_password":"canary-broker","interval_ms":1}""");
        _bench.Settle("""{"broker_host":"h","broker_user":"u","broker_password":"canary-broker"}""");
        Assert.DoesNotContain(_bench.Sink.Lines, line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public void Any_bytes_are_taken_without_an_exception_and_without_settings()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var bench = new ProvisioningBench();
            var random = new Random(seed);
            for (var i = 0; i < 40; i++)
            {
                var content = new byte[random.Next(20)];
                random.NextBytes(content);
                if (content.Length > 1 && random.Next(2) == 0) (content[0], content[1]) = ((byte)random.Next(8), (byte)(content.Length - 2));
                var frame = new ImprovWriter().Begin(random.Next(2) == 0 ? ImprovTypes.Command : ImprovTypes.Settings).Put(content, 0, content.Length).End().ToArray();
                if (random.Next(4) == 0) frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
                bench.Send(frame);
                if (bench.Radio.IsBusy) bench.Radio.End((WifiVerdict)random.Next(1, 6));
                if (random.Next(4) == 0) bench.Wait(1000);
            }

            Assert.Null(bench.Kept);
            bench.Wait(60_000);
            Assert.Equal("error 0", bench.Send(ImprovCommands.CurrentState)[0]);
        }
    }
}
