namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>
    /// Which serial port a person's cable reaches. Boards with USB of their own have the debugger there and leave COM1, on the
    /// pins of the board's serial bridge, to the firmware; on the others COM1 is the debugger's, and COM2 needs an adapter.
    /// </summary>
    public static class SerialChoice
    {
        // COM2 has no pins by itself; these are free on all modules of the first ESP32, those with PSRAM included.
        public const int Com2Rx = 32;
        public const int Com2Tx = 33;

        // Parts of the names of firmware images, such as ESP32_S3_BLE or XIAO_ESP32C3.
        private static readonly string[] WithUsb = { "_S2", "_S3", "_C3", "_C5", "_C6", "_H2", "_P4", "32S2", "32S3", "32C3", "32C5", "32C6", "32H2", "32P4" };

        public static string Port(string model)
        {
            for (int i = 0; i < WithUsb.Length; i++)
                if (model.IndexOf(WithUsb[i]) >= 0) return "COM1";
            return "COM2";
        }
    }
}
