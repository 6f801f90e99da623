using System;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Exceptions;
using nanoFramework.M2Mqtt.Messages;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Link;

namespace Nanofleet.Device.App.Mqtt
{
    /// <summary>
    /// M2Mqtt behind Core's port. A new client for every connection: a client keeps the address that it was made with. With TLS
    /// it gets the broker's name and looks it up once more, for it is the name that the certificate must bear. Events only go
    /// to the inbox; the library has one thread for all of them.
    /// </summary>
    public sealed class MqttPort : IMqttPort
    {
        private const int Refused = -1;

        // Above the window of readings, with room for the other messages; without a limit the library queues until memory ends.
        private const int LibraryQueue = 16;

        private readonly Settings _settings;
        private readonly LinkInbox _inbox;
        private MqttClient _client;

        public MqttPort(Settings settings, LinkInbox inbox)
        {
            _settings = settings;
            _inbox = inbox;
        }

        public bool IsOpen => _client != null && _client.IsConnected;

        public string Open(MqttOpening opening)
        {
            try
            {
                _client = NewClient(opening.Address);
                _client.Settings.InflightQueueSize = LibraryQueue;
                new MqttEvents(_inbox, opening.Connection).Attach(_client);
                MqttReasonCode code = _client.Connect(opening.ClientId, NullIfEmpty(_settings.BrokerUser), NullIfEmpty(_settings.BrokerPassword),
                    true, MqttQoSLevel.AtLeastOnce, true, opening.WillTopic, opening.WillPayload, true, (ushort)opening.KeepAliveS);
                return code == MqttReasonCode.Success ? null : "broker refused the connection: " + Refusal(code);
            }
            catch (ArgumentException) when (_settings.BrokerTls)
            {
                // The TLS library reads certificates and key when they are made into objects.
                return "broker " + _settings.BrokerHost + ": broker_ca, client_certificate or client_key cannot be read";
            }
            catch (Exception e) when (e is SocketException || e is MqttConnectionException || e is MqttCommunicationException || e is MqttClientException)
            {
                return "broker " + _settings.BrokerHost + ":" + _settings.BrokerPort.ToString() + " not reached, " + Describe(e);
            }
        }

        public int Subscribe(string[] topics)
        {
            if (!IsOpen) return Refused;
            var levels = new MqttQoSLevel[topics.Length];
            for (int i = 0; i < levels.Length; i++) levels[i] = MqttQoSLevel.AtLeastOnce;
            return _client.Subscribe(topics, levels);
        }

        public int Publish(string topic, byte[] payload, bool atLeastOnce, bool retain)
        {
            if (!IsOpen) return Refused;
            try
            {
                return _client.Publish(topic, payload, null, null, atLeastOnce ? MqttQoSLevel.AtLeastOnce : MqttQoSLevel.AtMostOnce, retain);
            }
            catch (MqttClientException)
            {
                // The library's queue is full: nothing leaves any more, which is all that the link needs to know.
                return Refused;
            }
        }

        public void Disconnect()
        {
            if (IsOpen) _client.Disconnect();
            Close();
        }

        public void Close()
        {
            if (_client == null) return;
            _client.Close();
            _client = null;
        }

        private MqttClient NewClient(string address)
        {
            if (!_settings.BrokerTls) return new MqttClient(address, _settings.BrokerPort, false, null, null, MqttSslProtocols.None);
            // As text: only that constructor adds the zero at the end by which the TLS library knows a PEM.
            var ca = new X509Certificate(Encoding.UTF8.GetString(_settings.BrokerCa, 0, _settings.BrokerCa.Length));
            X509Certificate own = _settings.ClientCertificate == null ? null : new X509Certificate2(_settings.ClientCertificate, _settings.ClientKey, null);
            return new MqttClient(_settings.BrokerHost, _settings.BrokerPort, true, ca, own, MqttSslProtocols.TLSv1_2);
        }

        // MQTT 3.1.1 section 3.2.2.3; on the board an enum prints as its number.
        private static string Refusal(MqttReasonCode code)
        {
            switch (code)
            {
                case MqttReasonCode.ConnectionRefusedUnacceptableProtocolVersion: return "it does not speak MQTT 3.1.1";
                case MqttReasonCode.ConnectionRefusedIdentifierRejected: return "it does not like device_id";
                case MqttReasonCode.ConnectionRefusedServerUnavailable: return "it is not ready";
                case MqttReasonCode.ConnectionRefusedBadUserNameOrPassword: return "broker_user or broker_password is wrong";
                case MqttReasonCode.ConnectionRefusedNotAuthorized: return "broker_user or broker_password is wrong, or not allowed in";
                default: return "code " + ((int)code).ToString();
            }
        }

        private static string Describe(Exception e) => e.InnerException == null ? e.GetType().Name + " " + e.Message : e.Message + ": " + e.InnerException.Message;

        private static string NullIfEmpty(string text) => text.Length == 0 ? null : text;
    }
}
