using System;

namespace nanoFramework.M2Mqtt.Messages;

public class MqttMsgPublishedEventArgs : EventArgs
{
    public MqttMsgPublishedEventArgs(ushort messageId) : this(messageId, true)
    {
    }

    public MqttMsgPublishedEventArgs(ushort messageId, bool isPublished)
    {
        MessageId = messageId;
        IsPublished = isPublished;
    }

    public ushort MessageId { get; set; }

    public bool IsPublished { get; set; }
}
