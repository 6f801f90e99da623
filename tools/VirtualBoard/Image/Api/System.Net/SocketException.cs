namespace System.Net.Sockets;

public class SocketException : Exception
{
    public SocketException(SocketError errorCode) : base($"Socket error {(int)errorCode}.") => ErrorCode = (int)errorCode;

    public int ErrorCode { get; }
}
