using Nanofleet.Contract.Improv;

namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>The frames that the board sends. One at a time, in one reused array.</summary>
    public sealed class ProvisioningLine
    {
        private readonly ImprovWriter _writer = new ImprovWriter();
        private readonly ISerialLine _line;

        public ProvisioningLine(ISerialLine line)
        {
            _line = line;
        }

        /// <param name="state">One of <see cref="ImprovStates"/>.</param>
        public void State(byte state) => Send(_writer.Begin(ImprovTypes.CurrentState).Put(state).End());

        /// <summary>A command was understood and is carried out.</summary>
        public void NoError() => Error(ImprovErrors.None);

        /// <summary>What is wrong, in words before the number.</summary>
        /// <param name="error">One of <see cref="ImprovErrors"/>.</param>
        /// <param name="name">The setting that it is about, or an empty text.</param>
        public void Fail(byte error, string name, string sentence)
        {
            Answer(SettingsSteps.Detail, SettingsOutcomes.Fault, 0, name, sentence);
            Error(error);
        }

        public void Result(byte command, params string[] texts)
        {
            _writer.Begin(ImprovTypes.Result, command);
            for (int i = 0; i < texts.Length; i++) _writer.PutText(texts[i]);
            Send(_writer.End());
        }

        public void Answer(byte step, byte outcome, int offset, string name, string sentence) =>
            Send(SettingsAnswer.Write(_writer, step, outcome, offset, name, sentence));

        public void Describe(string mac, string model, string deviceId) => Send(_writer.Begin(ImprovTypes.SettingsAnswer)
            .Put(SettingsSteps.Describe).Put(SettingsOutcomes.Done).PutNumber(SettingsAnswer.Largest, 2)
            .PutText(SettingsAnswer.Version).PutText(mac).PutText(model).PutText(deviceId).End());

        private void Error(byte error) => Send(_writer.Begin(ImprovTypes.ErrorState).Put(error).End());

        private void Send(ImprovWriter frame) => _line.Write(frame.Bytes, frame.Length);
    }
}
