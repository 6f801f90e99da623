using System;

namespace nanoFramework.M2Mqtt.Messages;

public class MqttMsgUnsubscribedEventArgs : EventArgs
{
    public MqttMsgUnsubscribedEventArgs(ushort messageId) => MessageId = messageId;

    public ushort MessageId { get; }
}
