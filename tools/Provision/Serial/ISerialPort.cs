namespace Nanofleet.Provision.Serial;

/// <summary>
/// An open serial port: 115200 baud, 8N1, bytes as they come, for this program alone. Faults are
/// <see cref="ProvisionException"/>s; a cable that is pulled is one at the next call.
/// </summary>
internal interface ISerialPort : IDisposable
{
    string Name { get; }

    /// <summary>Takes what has come; 0 after a tenth of a second without anything.</summary>
    int Read(Span<byte> buffer);

    /// <summary>Returns when the system has taken all of it.</summary>
    void Write(ReadOnlySpan<byte> data);
}
