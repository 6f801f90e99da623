#nullable disable
using Nanofleet.Contract.Improv;
using Nanofleet.Device.Core.Provisioning;

namespace Nanofleet.Nano.Tests
{
    /// <summary>A cable and a radio in the hand of a test: bytes in, what the board says out, in words.</summary>
    public sealed class BoardCable : ISerialLine, IRadio
    {
        private readonly ImprovDecoder _decoder = new ImprovDecoder();
        private byte[] _toBoard = new byte[0];
        private int _read;
        private string _said = "";

        public bool IsBusy { get; private set; }

        public ScannedNetwork[] Scanned { get; private set; }

        public WifiVerdict Verdict { get; private set; }

        public void Put(ImprovWriter frame)
        {
            _toBoard = frame.ToArray();
            _read = 0;
        }

        public string Take()
        {
            string said = _said;
            _said = "";
            return said;
        }

        public void End(WifiVerdict verdict)
        {
            Verdict = verdict;
            IsBusy = false;
        }

        public void Hear(params ScannedNetwork[] networks)
        {
            Scanned = networks;
            IsBusy = false;
        }

        public int Read(byte[] into)
        {
            int count = _toBoard.Length - _read;
            if (count > into.Length) count = into.Length;
            System.Array.Copy(_toBoard, _read, into, 0, count);
            _read += count;
            return count;
        }

        public void Write(byte[] bytes, int count)
        {
            for (int i = 0; i < count; i++)
                for (bool found = _decoder.Put(bytes[i]); found; found = _decoder.Next()) _said += Words() + "|";
        }

        public void BeginScan()
        {
            Scanned = null;
            IsBusy = true;
        }

        public void BeginJoin(string ssid, string password, int limitMs)
        {
            Verdict = WifiVerdict.Pending;
            IsBusy = true;
        }

        private string Words()
        {
            if (_decoder.IsDamaged) return "damaged";
            if (_decoder.Type == ImprovTypes.CurrentState) return "state " + _decoder[0].ToString();
            if (_decoder.Type == ImprovTypes.ErrorState) return "error " + _decoder[0].ToString();
            if (_decoder.Type == ImprovTypes.Result) return "result " + _decoder[0].ToString() + Joined(ImprovMessage.Texts(_decoder));
            SettingsAnswer answer = SettingsAnswer.Read(_decoder);
            return "settings " + answer.Step.ToString() + " " + answer.Outcome.ToString() + " " + answer.Offset.ToString() + Joined(answer.Texts);
        }

        private static string Joined(string[] texts)
        {
            string joined = "";
            for (int i = 0; i < texts.Length; i++)
                if (texts[i].Length > 0) joined += " " + texts[i];
            return joined;
        }
    }
}
