using System;
using System.Threading;
using Nanofleet.Contract;
using Nanofleet.Device.App.Board;
using Nanofleet.Device.App.Files;
using Nanofleet.Device.App.Mqtt;
using Nanofleet.Device.App.Provisioning;
using Nanofleet.Device.App.Sensors;
using Nanofleet.Device.App.Threads;
using Nanofleet.Device.App.Time;
using Nanofleet.Device.App.Wifi;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Link;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Power;
using Nanofleet.Device.Core.Provisioning;
using Nanofleet.Device.Core.Sampling;
using Nanofleet.Device.Core.Supervision;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.App
{
    /// <summary>The wiring list of the firmware: what is made, in which order, and which threads carry it.</summary>
    public static class Program
    {
        private const int RepeatFaultsMs = 10000;

        // No sensor takes longer, all together; joining the network, opening TLS and giving up both.
        private const int SamplingLimitMs = 60000;
        private const int LinkLimitMs = 180000;
        private const int SupervisorLimitMs = 60000;
        private const int BlinkerLimitMs = 10000;
        private const int ButtonLimitMs = 10000;

        public static void Main()
        {
            var clock = new SystemClock();
            var log = new Log(new SerialConsole(), clock);
            var files = new FlashFiles(log);
            var board = new Esp32Board();

            ISensorKind[] kinds = SensorSet.Kinds(clock);
            var config = new ConfigStore(files, board.Mac, kinds, log);
            var notes = new CrashNotes(files);
            notes.Load();
            try
            {
                var install = new SettingsInstall(files);
                install.Finish();
                Settings settings = config.Start(out string faults) ?? AwaitSettings(faults, config, install, kinds, clock, log, files, board);
                log.Level = settings.LogLevel;
                Run(settings, config, clock, log, files, board, notes);
                Thread.Sleep(Timeout.Infinite);
            }
            catch (Exception e) when (!(e is ThreadAbortException))
            {
                // The root of the main thread: a board that cannot even be put together tries again.
                log.Error("start failed: " + e.GetType().Name + " " + e.Message);
                notes.Leave(CrashNotes.Crash, "start failed: " + e.GetType().Name + " " + e.Message);
                Thread.Sleep(RepeatFaultsMs);
                board.Reboot();
            }
        }

        // Without settings: somebody brings them by cable, or writes the file.
        private static Settings AwaitSettings(
            string faults, ConfigStore config, SettingsInstall install, ISensorKind[] kinds, SystemClock clock, Log log, FlashFiles files, Esp32Board board)
        {
            log.Error(faults);
            var wake = new Wake();
            string port = SerialChoice.Port(board.Model);
            var cable = new SerialCable(port, wake);
            if (cable.Open() is string closed) log.Error("provisioning: " + closed);
            else log.Info("provisioning: waiting for settings on " + port);
            var line = new ProvisioningLine(cable);
            var identity = new BoardIdentity(board.Mac, board.Model);
            var radio = new StationRadio(clock, log);
            var network = new NetworkTrial(radio, clock);
            var improv = new ImprovDesk(line, identity, radio, network, new NetworkScan(radio, clock), log);
            var desk = new SettingsDesk(line, identity, network, new SettingsCheck(files, board.Mac, kinds), install, log);
            var provisioning = new ProvisioningLoop(cable, line, improv, desk, board, clock, log);
            Settings settings = null;
            long lookedMs = clock.UptimeMs;
            while (settings == null)
            {
                wake.Wait(provisioning.Step());
                if (provisioning.IsDone || clock.UptimeMs - lookedMs < RepeatFaultsMs) continue;
                lookedMs = clock.UptimeMs;
                settings = config.Start(out faults);
                // A blank board has said what there is to say; a faulty file is told again to whoever comes to look.
                if (settings == null && files.Read(SettingsFile.Name) != null) log.Error(faults);
            }

            cable.Close();
            return settings;
        }

        private static void Run(Settings settings, ConfigStore config, SystemClock clock, Log log, FlashFiles files, Esp32Board board, CrashNotes notes)
        {
            // What must outlive a restart, first.
            new Ownership(files, log).Claim(settings.Namespace, settings.DeviceId);
            var journal = new BootJournal(files, clock, log);
            journal.Start(board.NewNonce(), board.WokeByTimer);
            var guard = new StartGuard(files, log);
            guard.Begin(notes.IsCrash);
            log.Info("nanofleet " + FirmwareVersion.Text + ", device " + settings.DeviceId + ", boot " + journal.Boot + ", " + journal.ResetReason);
            var floor = new TimeFloor(files, clock);
            var time = new BoardTime(clock, floor);
            var outbox = new ReadingOutbox(settings.Outbox, files, journal, board, time, log);

            // Sampling: sensors into the outbox.
            var samplerWake = new Wake();
            var linkWake = new Wake();
            var wifi = new WifiPort(settings.WifiSsid, settings.WifiPassword, settings.DeepSleep == null, clock, log);
            var vitals = new VitalAccount();
            SensorChannel[] sensors = guard.IsSafeMode ? new SensorChannel[0] : SensorSet.Create(settings, new VitalSigns(board, clock, wifi, vitals));
            var policy = new IntakePolicy(settings.OutboxThin, settings.OutboxCritical);
            var sampler = new Sampler(sensors, new ReportPolicy(settings.Report), policy, outbox, settings.IntervalMs, clock, log, samplerWake, linkWake);

            // Commands. A new one is one line here.
            var restart = new RestartRequest();
            var rights = new PinRights(settings.LedPin, settings.WritablePins, settings.SafeHighPins);
            var outputs = new Outputs(new OutputPins(), rights, files);
            if (outputs.Restore() is string unsafePin) log.Error("emergency stop: " + unsafePin);
            var responses = new ResponseQueue(log);
            var book = new AnswerBook(files);
            var late = new LateAnswers(book, responses, linkWake);
            var open = new OpenRequest(files);
            open.Answer(late, journal.Boot);
            var blinkerWake = new Wake();
            var blinker = new Blinker(outputs, late, blinkerWake, clock);
            var pulses = new[] { new Pulse("sampling", SamplingLimitMs), new Pulse("link", LinkLimitMs) };
            var commands = new ICommand[]
            {
                new PingCommand(clock),
                new SetLedCommand(outputs, rights),
                new WritePinCommand(outputs, rights),
                new ReadNowCommand(sampler, outbox),
                new SetIntervalCommand(sampler),
                new RebootCommand(restart, open),
                new ExitSafeModeCommand(guard, restart, open),
                new SleepCommand(restart, open, config),
                new SetLogLevelCommand(log),
                new FormatOutboxCommand(outbox),
                new DiagCommand(board, clock, journal, guard, outbox, pulses),
                new IdentifyCommand(rights, outputs, blinker),
                new EmergencyStopCommand(outputs),
                new EmergencyReleaseCommand(outputs),
            };
            var json = new JsonBuffer(Limits.BoardMessage); // of the link thread: commands are answered there, too
            var desk = new CommandDesk(json, commands, book, responses, time, log);

            // Configuration from the gateway.
            var configDesk = new ConfigDesk(config, new ConfigReport(json, config), new LiveSettings(sampler, log), restart, log);
            var trial = new TrialWatch(config, configDesk, settings.TrialMs, outbox, restart, linkWake, log);

            // The link: the outbox to the gateway, commands and confirmations back.
            var info = new InfoMessage { Capabilities = desk.Actions };
            SensorCatalog.Fill(info, sensors);
            StartReport.Fill(info, journal, notes, guard);
            var topics = new LinkTopics(settings.Namespace, settings.DeviceId);
            var inbox = new LinkInbox(linkWake);
            var mqtt = new MqttPort(settings, inbox);
            var account = new LinkAccount();
            var announcer = new Announcer(json, info, journal, outbox, sampler, vitals, board, wifi, clock, time);
            var uplink = new Uplink(settings.PubackIsEnough, mqtt, topics, outbox, responses, configDesk, announcer, account, clock);
            var keeper = new TimeKeeper(settings.SntpServers, new NetworkTime(), time, floor, clock, log);
            var downlink = new Downlink(topics, outbox, desk, configDesk, uplink, keeper, clock, log);
            var connection = new Connection(settings.DeviceId, topics, mqtt, inbox, uplink, downlink, announcer, journal);
            var arrival = new Arrival(wifi, keeper, time, new BrokerAddress(settings.BrokerHost, new NameLookup()), connection, log);
            var upkeep = new Upkeep(settings.HeartbeatMs, connection, outbox, clock);
            var departure = new Departure(restart, connection, outbox, floor, board, clock, log);
            var escalation = new Escalation(files, sampler, outbox, notes);
            var link = new LinkMachine(arrival, upkeep, departure, connection, escalation, account, keeper, outbox, clock, new ChipRandom(), log);

            IStep talker = link;
            if (settings.DeepSleep != null && !guard.IsSafeMode)
            {
                SleepNote resumed = journal.Resumed;
                talker = new SleepCycle(settings.DeepSleep, resumed != null, resumed == null ? 0 : resumed.QuietWakes, link, restart, config, sampler, outbox, uplink, clock);
            }

            // The threads, and who watches them.
            var supervisor = new Supervisor(pulses, guard, trial, notes, new LastWords(outbox, clock), restart, board, clock, log);
            new StepLoop(sampler, samplerWake, pulses[0], clock, log).Start();
            new StepLoop(talker, linkWake, pulses[1], clock, log).Start();
            new StepLoop(blinker, blinkerWake, new Pulse(blinker.Name, BlinkerLimitMs), clock, log).Start();
            StartButton(settings.ErasePin, files, outputs, rights, restart, clock, log);
            new StepLoop(supervisor, new Wake(), new Pulse(supervisor.Name, SupervisorLimitMs), clock, log).Start();
        }

        private static void StartButton(int pin, FlashFiles files, Outputs outputs, PinRights rights, RestartRequest restart, SystemClock clock, Log log)
        {
            if (pin == Settings.NotFitted) return;
            var button = new PullUpButton(pin);
            if (button.Open() is string fault)
            {
                log.Warning("button: " + fault);
                return;
            }

            var erase = new EraseButton(button, new Eraser(files, new StationMemory(), log), outputs, rights, restart, clock, log);
            new StepLoop(erase, new Wake(), new Pulse(erase.Name, ButtonLimitMs), clock, log).Start();
        }
    }
}
