using Nanofleet.Provision;
using Nanofleet.Provision.Serial;
using Nanofleet.Testing;

namespace Nanofleet.Tools.Tests.Provision.Serial;

/// <summary>Real system calls on a pseudo-terminal, which the kernel treats as any other serial port.</summary>
public sealed class SerialPortTests : IDisposable
{
    private static readonly byte[] EveryByte = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    private readonly SerialCable _cable = new();

    [Fact]
    public void Every_byte_arrives_as_it_was_sent_in_both_directions()
    {
        using var port = SerialPorts.Open(_cable.Port);

        port.Write(EveryByte);
        Assert.Equal(EveryByte, ReadAll(_cable.Read));
        _cable.Write(EveryByte);
        Assert.Equal(EveryByte, ReadAll(port.Read));
        Assert.Equal(0, _cable.Read(new byte[1])); // nothing was echoed
    }

    [Fact]
    public void Reading_gives_nothing_while_nothing_comes()
    {
        using var port = SerialPorts.Open(_cable.Port);
        Assert.Equal(0, port.Read(new byte[16]));
    }

    [Fact]
    public void A_pulled_cable_is_named_at_the_next_call()
    {
        using var port = SerialPorts.Open(_cable.Port);
        _cable.Dispose();
        // While a program is being started beside it, its copy of the cable's other end lives on for a moment.
        Assert.Contains("the cable was pulled", Assert.Throws<ProvisionException>(() => SpinWait.SpinUntil(() => port.Read(new byte[16]) > 0, ToolProcess.DefaultTimeout)).Message);
        Assert.Contains("the cable was pulled", Assert.Throws<ProvisionException>(() => port.Write([1])).Message);
    }

    [Fact]
    public void A_port_that_is_open_is_refused_to_a_second_program()
    {
        using var port = SerialPorts.Open(_cable.Port);
        var fault = Assert.Throws<ProvisionException>(() => SerialPorts.Open(_cable.Port));
        Assert.Equal(ExitCodes.Board, fault.ExitCode);
        Assert.StartsWith($"{_cable.Port} is open in", fault.Message);
    }

    [Fact]
    public void The_program_that_has_the_port_is_named()
    {
        using var holder = new HeldPort(_cable.Port);
        var fault = Assert.Throws<ProvisionException>(() => SerialPorts.Open(_cable.Port));
        Assert.Contains($"(process {holder.ProcessId})", fault.Message);
    }

    [Fact]
    public void A_port_can_be_opened_again_once_it_is_closed()
    {
        SerialPorts.Open(_cable.Port).Dispose();
        SerialPorts.Open(_cable.Port).Dispose();
    }

    /// <summary>A program that is being started has a copy of every descriptor, for a moment.</summary>
    [Fact]
    public async Task A_port_that_was_closed_is_free_at_once_while_programs_are_started()
    {
        var starting = Task.Run(
            async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    await using var program = ToolProcess.Start("true", []);
                    await program.WaitForExitAsync();
                }
            },
            TestContext.Current.CancellationToken);

        while (!starting.IsCompleted) SerialPorts.Open(_cable.Port).Dispose();

        await starting;
    }

    [Fact]
    public void A_port_that_is_not_there_is_named_with_what_to_do()
    {
        var fault = Assert.Throws<ProvisionException>(() => SerialPorts.Open("/dev/ttyUSB987"));
        Assert.Equal("There is no port /dev/ttyUSB987.", fault.Message);
        Assert.NotEmpty(fault.Next);
    }

    [Fact]
    public void A_file_is_no_port()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Equal($"{file} is not a serial port.", Assert.Throws<ProvisionException>(() => SerialPorts.Open(file)).Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public void Dispose() => _cable.Dispose();

    private delegate int Reader(Span<byte> buffer);

    private static byte[] ReadAll(Reader read)
    {
        var all = new List<byte>();
        var buffer = new byte[64];
        while (all.Count < EveryByte.Length && read(buffer) is var count and > 0) all.AddRange(buffer.AsSpan(0, count));
        return [.. all];
    }
}
