using System;
using System.Collections;
using System.Text;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>
    /// Takes commands in and gives each exactly one answer: a repeated request id gets the same answer without a second
    /// execution. What cannot be answered (no request id) and what is retained is not carried out, only logged:
    /// nobody could tell whether it was done, and a retained command would be done again at every connection.
    /// </summary>
    public sealed class CommandDesk
    {
        private readonly ICommand[] _commands;
        private readonly ResponseQueue _responses;
        private readonly BoardTime _time;
        private readonly Log _log;
        private readonly AnswerBook _answers;
        private readonly JsonBuffer _json;

        /// <param name="json">Of the link thread, of a message's size.</param>
        public CommandDesk(JsonBuffer json, ICommand[] commands, AnswerBook answers, ResponseQueue responses, BoardTime time, Log log)
        {
            _answers = answers;
            _json = json;
            _commands = commands;
            _responses = responses;
            _time = time;
            _log = log;
        }

        /// <summary>The names of the actions, for <c>info</c>.</summary>
        public string[] Actions
        {
            get
            {
                var actions = new string[_commands.Length];
                for (int i = 0; i < actions.Length; i++) actions[i] = _commands[i].Action;
                return actions;
            }
        }

        public void Handle(byte[] payload, bool retained)
        {
            if (retained)
            {
                _log.Warning("retained command ignored: commands are never retained");
                return;
            }

            if (!JsonText.TryObject(payload, out Hashtable table))
            {
                _log.Warning("command ignored: not a JSON object");
                return;
            }

            string id = table["request_id"] as string;
            if (!Rules.IsRequestId(id))
            {
                _log.Warning("command ignored: request_id must be 1 to 64 printable characters");
                return;
            }

            if (_answers.Knows(id, out byte[] answer))
            {
                _log.Info("command " + id + " repeated: answered again, not carried out again");
                _responses.Add(answer ?? Forgotten(id));
                return;
            }

            answer = Answer(id, table);
            _answers.Keep(id, answer);
            _responses.Add(answer);
        }

        private byte[] Answer(string id, Hashtable table)
        {
            _json.Clear();
            _json.BeginObject();
            var reply = new CommandReply(id, _json);
            CarryOut(id, table, reply);
            _json.EndObject();
            if (reply.ErrorCode == null && _json.Overflowed) reply.Refuse(ErrorCodes.Failed, "done, but the result is too large to send");
            byte[] result = reply.ErrorCode == null ? _json.ToArray() : null;
            return Encode(id, result, reply);
        }

        private void CarryOut(string id, Hashtable table, CommandReply reply)
        {
            var fields = new Fields(table);
            string action = fields.Text("action", null);
            long expiresAtMs = fields.Time("expires_at");
            ICommand command = Find(action);
            object parameters = table["params"];
            if (parameters != null && !(parameters is Hashtable)) fields.Fault("params", "no object", "give an object, or leave it out");
            if (fields.Faulty)
            {
                reply.Refuse(ErrorCodes.BadParams, fields.Faults);
                return;
            }

            if (command == null)
            {
                reply.Refuse(ErrorCodes.UnknownAction, "action \"" + action + "\" is not known; known are " + KnownActions());
                return;
            }

            long nowMs = _time.NowMs;
            if (expiresAtMs > 0 && nowMs > expiresAtMs)
            {
                reply.Refuse(ErrorCodes.Expired, "arrived " + (nowMs - expiresAtMs).ToString() + " ms too late");
                return;
            }

            Run(command, new Fields(parameters as Hashtable), reply);
            _log.Info("command " + id + " " + action + ": " + Outcome(reply));
        }

        private static void Run(ICommand command, Fields parameters, CommandReply reply)
        {
            try
            {
                command.Run(parameters, reply);
                if (parameters.Faulty) reply.Refuse(ErrorCodes.BadParams, parameters.Faults);
            }
            catch (Exception e)
            {
                // Whoever asked must hear that it failed; the link goes on.
                reply.Refuse(ErrorCodes.Failed, e.Message);
            }
        }

        private byte[] Forgotten(string id)
        {
            var reply = new CommandReply(id, _json);
            reply.Refuse(ErrorCodes.Rejected, "carried out before; its answer is not kept any more");
            return Encode(id, null, reply);
        }

        private byte[] Encode(string id, byte[] result, CommandReply reply)
        {
            var response = new ResponseMessage
            {
                RequestId = id,
                Accepted = reply.Accepted && reply.ErrorCode == null,
                Result = result,
                ErrorCode = reply.ErrorCode,
                ErrorText = reply.ErrorText,
            };
            _json.Clear();
            response.WriteTo(_json);
            return _json.ToArray();
        }

        private static string Outcome(CommandReply reply)
        {
            if (reply.ErrorCode != null) return reply.ErrorCode + ", " + reply.ErrorText;
            return reply.Accepted ? CommandStates.Accepted : CommandStates.Done;
        }

        private ICommand Find(string action)
        {
            for (int i = 0; i < _commands.Length; i++)
                if (_commands[i].Action == action) return _commands[i];
            return null;
        }

        private string KnownActions()
        {
            var names = new StringBuilder();
            for (int i = 0; i < _commands.Length; i++)
            {
                if (i > 0) names.Append(", ");
                names.Append(_commands[i].Action);
            }

            return names.ToString();
        }
    }
}
