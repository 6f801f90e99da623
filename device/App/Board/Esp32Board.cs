using System;
using System.Net.NetworkInformation;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;
using Nanofleet.Device.Core;

namespace Nanofleet.Device.App.Board
{
    /// <summary>The chip: name, memory, address, restart, chance.</summary>
    public sealed class Esp32Board : IBoard
    {
        public string Model => SystemInfo.TargetName;

        // The only way to ask for free managed memory is to collect first; once a sampling that is cheap.
        public long FreeMemory => nanoFramework.Runtime.Native.GC.Run(false);

        /// <summary>The Wi-Fi station's address: six bytes that no other board has.</summary>
        public byte[] Mac
        {
            get
            {
                NetworkInterface[] all = NetworkInterface.GetAllNetworkInterfaces();
                for (int i = 0; i < all.Length; i++)
                    if (all[i].NetworkInterfaceType == NetworkInterfaceType.Wireless80211) return all[i].PhysicalAddress;
                return new byte[6];
            }
        }

        /// <summary>Eight random hex digits: what tells this start of the board from every other one.</summary>
        public string NewNonce() => Guid.NewGuid().ToString().Substring(0, 8).ToLower();

        public bool WokeByTimer => Sleep.GetWakeupCause() == Sleep.WakeupCause.Timer;

        void IBoard.Sleep(long milliseconds)
        {
            Sleep.EnableWakeupByTimer(new TimeSpan(milliseconds * TimeSpan.TicksPerMillisecond));
            Sleep.StartDeepSleep();
        }

        public void Reboot() => Power.RebootDevice();
    }
}
