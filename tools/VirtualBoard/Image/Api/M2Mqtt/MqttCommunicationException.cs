using System;

namespace nanoFramework.M2Mqtt.Exceptions;

public class MqttCommunicationException : Exception
{
    public MqttCommunicationException()
    {
    }

    public MqttCommunicationException(Exception e) : base(string.Empty, e)
    {
    }
}
