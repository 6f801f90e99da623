using System;

namespace nanoFramework.Json;

public class DeserializationException : Exception
{
    public DeserializationException()
    {
    }

    internal DeserializationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
