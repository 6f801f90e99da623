using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Supervision;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>What somebody far away wants to know of a board that behaves oddly, in one bounded answer.</summary>
    public sealed class DiagCommand : ICommand
    {
        // Of an exception: a few threads' worth fits an answer.
        private const int MostText = 200;

        private readonly IBoard _board;
        private readonly IClock _clock;
        private readonly BootJournal _journal;
        private readonly StartGuard _guard;
        private readonly ReadingOutbox _outbox;
        private readonly Pulse[] _pulses;

        public DiagCommand(IBoard board, IClock clock, BootJournal journal, StartGuard guard, ReadingOutbox outbox, Pulse[] pulses)
        {
            _board = board;
            _clock = clock;
            _journal = journal;
            _guard = guard;
            _outbox = outbox;
            _pulses = pulses;
        }

        public string Action => "diag";

        public void Run(Fields parameters, CommandReply reply)
        {
            JsonBuffer json = reply.Result;
            json.Member("firmware", FirmwareVersion.Text);
            json.Member("boot", _journal.Boot);
            json.Member("last_seq", _journal.LastSeq);
            json.Member("uptime_ms", _clock.UptimeMs);
            json.Member("free_memory", _board.FreeMemory);
            json.Member("safe_mode", _guard.IsSafeMode);
            json.Name("outbox");
            json.BeginObject();
            _outbox.Describe(json);
            json.EndObject();
            json.Name("threads");
            json.BeginArray();
            for (int i = 0; i < _pulses.Length; i++) Describe(json, _pulses[i]);
            json.EndArray();
        }

        private static void Describe(JsonBuffer json, Pulse pulse)
        {
            json.BeginObject();
            json.Member("name", pulse.Name);
            json.Member("exceptions", pulse.Exceptions);
            string fault = pulse.LastFault;
            json.MemberIfSet("last", fault == null || fault.Length <= MostText ? fault : fault.Substring(0, MostText));
            json.EndObject();
        }
    }
}
