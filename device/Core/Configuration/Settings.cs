using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Power;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>What <c>nanofleet.json</c> sets, already validated. Minus one as a pin or channel means not fitted.</summary>
    public sealed class Settings
    {
        public const int NotFitted = -1;

        public string DeviceId;

        /// <summary>First level of every topic; empty for none.</summary>
        public string Namespace;

        public string WifiSsid;
        public string WifiPassword;
        public string BrokerHost;
        public int BrokerPort;
        public bool BrokerTls;

        /// <summary>PEM of the authority that signed the broker's certificate, or of two of them while one follows the other; null without TLS.</summary>
        public byte[] BrokerCa;

        /// <summary>PEM of the certificate that the board shows to a broker that asks for one, and of its private key; null for none.</summary>
        public string ClientCertificate;

        public string ClientKey;

        public string BrokerUser;
        public string BrokerPassword;
        public int IntervalMs;
        public int HeartbeatMs;

        /// <summary>What is fitted, the short settings for a DHT22 and a photoresistor included.</summary>
        public SensorPlan[] Sensors;

        public int LedPin;
        public int[] WritablePins;

        /// <summary>Of the LED and the writable pins those that an emergency stop sets high; the others become low.</summary>
        public int[] SafeHighPins;

        /// <summary>Of the button that erases the settings when it is held.</summary>
        public int ErasePin;

        /// <summary>Null for a board that stays awake.</summary>
        public SleepSettings DeepSleep;

        public OutboxLimits Outbox;

        /// <summary>Sensor names, for <see cref="Sampling.IntakePolicy"/>.</summary>
        public string[] OutboxThin;

        public string[] OutboxCritical;

        /// <summary>What is news of a sensor; those without a rule are always taken.</summary>
        public ReportRule[] Report;

        /// <summary>Where no gateway of ours listens: a reading is done with when the broker has it.</summary>
        public bool PubackIsEnough;

        /// <summary>How long settings that could cut the link are tried before they are taken back.</summary>
        public int TrialMs;

        public LogLevel LogLevel;

        /// <summary>Asked in turn; none leaves the clock to whatever the firmware image does.</summary>
        public string[] SntpServers;
    }
}
