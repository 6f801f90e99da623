using System;

namespace nanoFramework.M2Mqtt.Exceptions;

public class MqttConnectionException : Exception
{
    public MqttConnectionException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
