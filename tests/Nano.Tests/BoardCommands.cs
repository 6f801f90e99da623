#nullable disable
using System.Text;
using Nanofleet.Contract;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// A board's commands from bytes to bytes, through the JSON library: each answered, a repeat answered alike and not
    /// carried out again. The interpreter has crashed here where .NET did not.
    /// </summary>
    public sealed class BoardCommands : BoardBody, IPins
    {
        private const int Led = 2;

        private readonly CommandDesk _desk;
        private readonly ResponseQueue _responses;
        private int _writes;

        public BoardCommands()
        {
            UptimeMs = 42;
            var log = new Log(this, this);
            _responses = new ResponseQueue(log);
            var files = new BoardFiles();
            var rights = new PinRights(Led, new int[0], new int[0]);
            var outputs = new Outputs(this, rights, files);
            var commands = new ICommand[]
            {
                new PingCommand(this), new SetLedCommand(outputs, rights), new EmergencyStopCommand(outputs), new EmergencyReleaseCommand(outputs),
            };
            _desk = new CommandDesk(new JsonBuffer(Limits.BoardMessage), commands, new AnswerBook(files), _responses, new BoardTime(this, new TimeFloor(files, this)), log);
        }

        public override long UnixMs => 1767600000000; // 2026-01-05T08:00:00Z

        void IPins.Write(int pin, bool high) => _writes++;

        protected override void Check()
        {
            Ask("{\"request_id\":\"r1\",\"action\":\"set_led\",\"params\":{\"state\":1}}", "{\"request_id\":\"r1\",\"state\":\"done\",\"success\":true,\"result\":{\"pin\":2,\"state\":1}}");
            Ask("{\"request_id\":\"r1\",\"action\":\"set_led\",\"params\":{\"state\":1}}", "{\"request_id\":\"r1\",\"state\":\"done\",\"success\":true,\"result\":{\"pin\":2,\"state\":1}}");
            Expect("writes to the pin", 1, _writes);
            Ask("{\"request_id\":\"r2\",\"action\":\"tänzle\"}",
                "{\"request_id\":\"r2\",\"state\":\"rejected\",\"success\":false,\"error\":{\"code\":\"unknown_action\",\"message\":\"action \\\"tänzle\\\" is not known; known are ping, set_led, emergency_stop, emergency_release\"}}");
            Ask("{\"request_id\":\"r3\",\"action\":\"ping\",\"expires_at\":\"2026-01-05T07:59:59.750Z\"}",
                "{\"request_id\":\"r3\",\"state\":\"expired\",\"success\":false,\"error\":{\"code\":\"expired\",\"message\":\"arrived 250 ms too late\"}}");
            Ask("no JSON °", null);
            Ask("{\"request_id\":\"r4\",\"action\":\"ping\",\"params\":[[1]]}", null);
            Ask("{\"request_id\":\"e1\",\"action\":\"emergency_stop\"}", "{\"request_id\":\"e1\",\"state\":\"done\",\"success\":true,\"result\":{\"stopped\":true,\"kept\":true}}");
            Ask("{\"request_id\":\"e2\",\"action\":\"set_led\",\"params\":{\"state\":1}}",
                "{\"request_id\":\"e2\",\"state\":\"rejected\",\"success\":false,\"error\":{\"code\":\"rejected\",\"message\":\"emergency_stop is in force: emergency_release ends it\"}}");
            Ask("{\"request_id\":\"e3\",\"action\":\"emergency_release\"}", "{\"request_id\":\"e3\",\"state\":\"done\",\"success\":true,\"result\":{\"stopped\":false}}");
            Expect("writes to the pin", 2, _writes);
            // More than the board remembers.
            for (int i = 0; i < 2 * AnswerBook.Most; i++)
                Ask("{\"request_id\":\"p" + i.ToString() + "\",\"action\":\"ping\"}", "{\"request_id\":\"p" + i.ToString() + "\",\"state\":\"done\",\"success\":true,\"result\":{\"uptime_ms\":42}}");
        }

        private void Ask(string command, string expected)
        {
            _desk.Handle(Encoding.UTF8.GetBytes(command), false);
            byte[] answer = _responses.Take();
            Expect(command, expected, answer == null ? null : Encoding.UTF8.GetString(answer, 0, answer.Length));
        }
    }
}
