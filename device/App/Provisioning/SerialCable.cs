using System;
using System.IO;
using System.IO.Ports;
using nanoFramework.Hardware.Esp32;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Provisioning;

namespace Nanofleet.Device.App.Provisioning
{
    /// <summary>The serial port at which settings may come. What arrives wakes the thread that reads.</summary>
    public sealed class SerialCable : ISerialLine
    {
        private const int BaudRate = 115200;

        // A whole frame and more: the reader may be away for as long as flash is written.
        private const int BufferSize = 1024;

        private readonly SerialPort _port;
        private readonly ISignal _wake;
        private bool _open;

        /// <param name="name">COM1 or COM2.</param>
        /// <param name="wake">Of the thread that reads.</param>
        public SerialCable(string name, ISignal wake)
        {
            _wake = wake;
            if (name == "COM2")
            {
                nanoFramework.Hardware.Esp32.Configuration.SetPinFunction(SerialChoice.Com2Rx, DeviceFunction.COM2_RX);
                nanoFramework.Hardware.Esp32.Configuration.SetPinFunction(SerialChoice.Com2Tx, DeviceFunction.COM2_TX);
            }

            _port = new SerialPort(name, BaudRate) { ReadBufferSize = BufferSize };
        }

        /// <summary>What went wrong, or null. Without it nothing is heard, and writing does nothing.</summary>
        public string Open()
        {
            try
            {
                _port.DataReceived += OnReceived;
                _port.Open();
                _open = true;
                return null;
            }
            catch (Exception e) when (e is IOException || e is InvalidOperationException || e is ArgumentException)
            {
                return _port.PortName + " cannot be opened: " + e.Message;
            }
        }

        public int Read(byte[] into)
        {
            int count = _open ? _port.BytesToRead : 0;
            return count == 0 ? 0 : _port.Read(into, 0, count < into.Length ? count : into.Length);
        }

        public void Write(byte[] bytes, int count)
        {
            if (_open) _port.Write(bytes, 0, count);
        }

        public void Close()
        {
            _open = false;
            _port.Dispose();
        }

        // On the system's event thread: only told here, read by the other.
        private void OnReceived(object sender, SerialDataReceivedEventArgs e) => _wake.Set();
    }
}
