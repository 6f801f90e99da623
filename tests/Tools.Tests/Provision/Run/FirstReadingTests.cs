using Nanofleet.Provision.Gateway;
using Nanofleet.Provision.Run;
using Nanofleet.Tools.Tests.Provision.Fakes;

namespace Nanofleet.Tools.Tests.Provision.Run;

/// <summary>The wait for the first reading, by what the gateway tells meanwhile.</summary>
public sealed class FirstReadingTests
{
    private static readonly Registration Kitchen = new() { DeviceId = "kitchen", BrokerPort = 8883, BrokerTls = true, Token = "token", TokenExpiresAt = DateTimeOffset.MaxValue };

    [Fact]
    public async Task A_gateway_that_falls_silent_is_told_instead_of_what_it_said_last()
    {
        var terminal = new FakeTerminal();
        DeviceProgress?[] answers = [new() { State = "approved" }, null, new() { State = "approved", Online = true, Stored = 1 }];

        await new FirstReading(new Telling(answers), new Progress(terminal, 6), TimeProvider.System, TimeSpan.FromMilliseconds(1)).WaitAsync(Kitchen, "gateway", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal(["the board has not connected to the broker yet", "the gateway does not answer any more"], terminal.Screen.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private sealed class Telling(params DeviceProgress?[] answers) : IGateway
    {
        private readonly Queue<DeviceProgress?> _answers = new(answers);

        public Uri Address { get; } = new("https://gateway");

        public string Trust => "";

        public Task CheckAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task<Registration> RegisterAsync(RegistrationRequest request, CancellationToken cancel) => Task.FromResult(Kitchen);

        public Task<DeviceProgress?> ProgressAsync(Registration registration, CancellationToken cancel) => Task.FromResult(_answers.Dequeue());
    }
}
