using System;
using System.Collections;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using nanoFramework.M2Mqtt.Exceptions;
using nanoFramework.M2Mqtt.Messages;
using Nanofleet.VirtualBoard.Link;
using Nanofleet.VirtualBoard.Power;
using Options = Nanofleet.Mqtt.MqttClientOptions;
using QoS = Nanofleet.Mqtt.MqttQoS;
using Version = Nanofleet.Mqtt.MqttVersion;

namespace nanoFramework.M2Mqtt;

/// <summary>M2Mqtt's face over <see cref="MqttLink"/>, which has its behaviour.</summary>
public class MqttClient : IMqttClient, IDisposable
{
    private readonly BoardLife _life = BoardLife.Current;
    private readonly MqttLink _link;
    private readonly Events _events;
    private string _host;
    private int _port;
    private IPAddress _address;
    private Nanofleet.Mqtt.MqttTlsOptions _tls;

    public MqttClient(string brokerHostName)
        : this(brokerHostName, MqttSettings.BrokerDefaultPort, false, null, null, MqttSslProtocols.None)
    {
    }

    public MqttClient(string brokerHostName, int brokerPort, bool secure, X509Certificate caCert, X509Certificate clientCert, MqttSslProtocols sslProtocol)
    {
        _events = new Events(this);
        _link = new MqttLink(_life, _events);
        Init(brokerHostName, brokerPort, secure, caCert?.GetRawCertData(), null, sslProtocol);
        if (secure && clientCert != null) ((X509Certificate2)clientCert).ShowBy(_tls);
    }

    public event IMqttClient.MqttMsgPublishEventHandler MqttMsgPublishReceived;

    public event IMqttClient.MqttMsgPublishedEventHandler MqttMsgPublished;

    public event IMqttClient.MqttMsgSubscribedEventHandler MqttMsgSubscribed;

    public event IMqttClient.MqttMsgUnsubscribedEventHandler MqttMsgUnsubscribed;

    public event IMqttClient.ConnectionClosedEventHandler ConnectionClosed;

    public bool IsConnected
    {
        get
        {
            _ = BoardLife.Current;
            return _link.IsConnected;
        }
    }

    public MqttProtocolVersion ProtocolVersion { get; set; } = MqttProtocolVersion.Version_3_1_1;

    public MqttSettings Settings => MqttSettings.Instance;

    public string ClientId { get; private set; }

    public bool CleanSession { get; private set; }

    public bool WillFlag { get; private set; }

    public MqttQoSLevel WillQosLevel { get; private set; }

    public string WillTopic { get; private set; }

    public string WillMessage { get; private set; }

    public uint WillDelayInterval { get; set; }

    public uint SessionExpiryInterval { get; set; }

    public ushort ReceiveMaximum { get; set; }

    public void Init(string brokerHostName, int brokerPort, bool secure, byte[] caCert, byte[] clientCert, MqttSslProtocols sslProtocol)
    {
        if (clientCert != null) throw new NotSupportedException("A client certificate without its private key is of no use.");
        _host = brokerHostName;
        _port = brokerPort;
        _tls = secure ? new Nanofleet.Mqtt.MqttTlsOptions { CaCertificates = caCert == null ? null : CertificateBytes.Read(caCert) } : null;
        _address = Dns.Resolve(brokerHostName);
    }

    public MqttReasonCode Connect(string clientId) => Connect(clientId, null, null);

    public MqttReasonCode Connect(string clientId, bool cleanSession) => Connect(clientId, null, null, cleanSession, 60);

    public MqttReasonCode Connect(string clientId, string username, string password) => Connect(clientId, username, password, true, 60);

    public MqttReasonCode Connect(string clientId, string username, string password, bool cleanSession, ushort keepAlivePeriod) =>
        Connect(clientId, username, password, false, MqttQoSLevel.AtMostOnce, false, null, null, cleanSession, keepAlivePeriod);

    public MqttReasonCode Connect(string clientId, string username, string password, bool willRetain, MqttQoSLevel willQosLevel, bool willFlag, string willTopic, string willMessage, bool cleanSession, ushort keepAlivePeriod)
    {
        ClientId = clientId;
        CleanSession = cleanSession;
        WillFlag = willFlag;
        WillQosLevel = willQosLevel;
        WillTopic = willTopic;
        WillMessage = willMessage;
        if (_tls != null) _tls.AcceptInvalidCertificates = !Settings.ValidateServerCertificate;
        var options = new Options
        {
            Host = _host,
            Port = _port,
            Version = ProtocolVersion == MqttProtocolVersion.Version_5 ? Version.V500 : Version.V311,
            ClientId = clientId,
            User = username,
            Password = password,
            CleanStart = cleanSession,
            SessionExpiry = TimeSpan.FromSeconds((double)SessionExpiryInterval),
            KeepAlive = TimeSpan.FromSeconds((double)keepAlivePeriod),
            ConnectTimeout = TimeSpan.FromMilliseconds((double)Settings.TimeoutOnConnection),
            Tls = _tls,
        };
        if (ReceiveMaximum > 0) options.ReceiveMaximum = ReceiveMaximum;
        if (willFlag)
            options.Will = new Nanofleet.Mqtt.MqttWill
            {
                Topic = willTopic,
                Payload = Encoding.UTF8.GetBytes(willMessage),
                QoS = (QoS)willQosLevel,
                Retain = willRetain,
                DelaySeconds = WillDelayInterval,
            };
        return Connect(options);
    }

    public ushort Publish(string topic, byte[] message) => Publish(topic, message, null, null, MqttQoSLevel.AtMostOnce, false);

    public ushort Publish(string topic, byte[] message, string contentType) => Publish(topic, message, contentType, null, MqttQoSLevel.AtMostOnce, false);

    public ushort Publish(string topic, byte[] message, string contentType, ArrayList userProperties) =>
        Publish(topic, message, contentType, userProperties, MqttQoSLevel.AtMostOnce, false);

    public ushort Publish(string topic, byte[] message, string contentType, ArrayList userProperties, MqttQoSLevel qosLevel, bool retain)
    {
        _ = BoardLife.Current;
        if (topic.Length is 0 or > 65535) throw new MqttClientException(MqttClientErrorCode.TopicLength);
        if (topic.IndexOf('#') >= 0 || topic.IndexOf('+') >= 0) throw new MqttClientException(MqttClientErrorCode.TopicWildcard);
        var id = _link.Publish(topic, (byte[])message.Clone(), (QoS)qosLevel, retain, Settings.InflightQueueSize);
        return id != 0 ? id : throw new MqttClientException(MqttClientErrorCode.InflightQueueFull);
    }

    public ushort Subscribe(string[] topics, MqttQoSLevel[] qosLevels)
    {
        _ = BoardLife.Current;
        if (topics == null || topics.Length == 0) throw new MqttClientException(MqttClientErrorCode.TopicsEmpty);
        if (qosLevels == null || qosLevels.Length == 0) throw new MqttClientException(MqttClientErrorCode.QosLevelsEmpty);
        if (topics.Length != qosLevels.Length) throw new MqttClientException(MqttClientErrorCode.TopicsQosLevelsNotMatch);
        var subscriptions = new Nanofleet.Mqtt.MqttSubscription[topics.Length];
        for (var i = 0; i < topics.Length; i++) subscriptions[i] = new Nanofleet.Mqtt.MqttSubscription(topics[i], (QoS)qosLevels[i]);
        return _link.Subscribe(subscriptions);
    }

    public ushort Unsubscribe(string[] topics)
    {
        _ = BoardLife.Current;
        if (topics == null || topics.Length == 0) throw new MqttClientException(MqttClientErrorCode.TopicsEmpty);
        return _link.Unsubscribe(topics);
    }

    public void Disconnect()
    {
        _ = BoardLife.Current;
        _link.Disconnect();
    }

    public void Close()
    {
        _ = BoardLife.Current;
        _link.Close();
    }

    public void Dispose() => Disconnect();

    private MqttReasonCode Connect(Options options)
    {
        try
        {
            var result = _link.Connect(options, _address);
            return ReasonCodes.FromConnect(result.ReasonCode, options.Version);
        }
        catch (Nanofleet.Mqtt.MqttConnectException e) when (_link.TransportFailed)
        {
            throw new MqttConnectionException("Exception connecting to the broker", e);
        }
        catch (Nanofleet.Mqtt.MqttConnectException e)
        {
            throw new MqttCommunicationException(e);
        }
    }

    private sealed class Events : MqttLinkEvents
    {
        private readonly MqttClient _client;

        internal Events(MqttClient client) => _client = client;

        internal override void Received(MqttLinkMessage message) => _client.MqttMsgPublishReceived?.Invoke(
            _client, new MqttMsgPublishEventArgs(message.Topic, message.Payload, message.Duplicate, (MqttQoSLevel)message.QoS, message.Retain));

        internal override void Published(ushort id, bool isPublished) =>
            _client.MqttMsgPublished?.Invoke(_client, new MqttMsgPublishedEventArgs(id, isPublished));

        internal override void Subscribed(ushort id, System.Collections.Generic.IReadOnlyList<Nanofleet.Mqtt.MqttReasonCode> granted)
        {
            var levels = new MqttQoSLevel[granted.Count];
            for (var i = 0; i < levels.Length; i++) levels[i] = (byte)granted[i] <= 2 ? (MqttQoSLevel)granted[i] : MqttQoSLevel.GrantedFailure;
            _client.MqttMsgSubscribed?.Invoke(_client, new MqttMsgSubscribedEventArgs(id, levels));
        }

        internal override void Unsubscribed(ushort id) => _client.MqttMsgUnsubscribed?.Invoke(_client, new MqttMsgUnsubscribedEventArgs(id));

        internal override void Closed() => _client.ConnectionClosed?.Invoke(_client, EventArgs.Empty);
    }
}
