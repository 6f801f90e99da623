using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Tests.Ui;

/// <summary>Which addresses of the gateway a board probably does not find.</summary>
public sealed class NewDeviceViewTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("workshop-pc")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public void Host_is_doubtful_when_only_this_computer_may_know_it(string host) => Assert.True(NewDeviceView.IsDoubtful(host));

    [Theory]
    [InlineData("192.168.1.10")]
    [InlineData("[fd00::10]")]
    [InlineData("fleet.example")]
    public void Host_is_not_doubtful_when_the_network_can_know_it(string host) => Assert.False(NewDeviceView.IsDoubtful(host));
}
