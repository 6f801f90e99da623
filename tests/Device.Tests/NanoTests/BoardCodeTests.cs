using System.Reflection;
using Nanofleet.Device.Tests.VirtualBoard;
using Nanofleet.Nano.Tests;
using Nanofleet.VirtualBoard;

namespace Nanofleet.Device.Tests.NanoTests;

/// <summary>The bodies of Nano.Tests on a virtual board: it must do what a real one does.</summary>
public sealed class BoardCodeTests
{
    public static TheoryData<string> Files() =>
        new(typeof(VectorFiles).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(file => file.Name));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_contract_holds_on_a_virtual_board(string file)
    {
        var cases = (string[])typeof(VectorFiles).GetMethod(file)!.Invoke(null, null)!;
        Assert.Equal("", await OnBoardAsync(() => BoardVectors.Faults(file.ToLowerInvariant(), cases)));
    }

    [Fact]
    public async Task The_JSON_library_does_what_the_real_one_does() => Assert.Equal("", await OnBoardAsync(JsonLibrary.Faults));

    [Fact]
    public async Task Commands_are_carried_out_once_and_always_answered() => Assert.Equal("", await OnBoardAsync(() => new BoardCommands().Run()));

    [Fact]
    public async Task What_was_written_to_flash_is_sent_after_a_restart_up_to_where_the_power_went() => Assert.Equal("", await OnBoardAsync(() => new BoardOutbox().Run()));

    [Fact]
    public async Task A_boot_goes_on_over_sleeps_and_ends_with_the_power() => Assert.Equal("", await OnBoardAsync(() => new BoardSleep().Run()));

    [Fact]
    public async Task The_link_comes_online_through_every_failure_on_its_way_and_leaves_with_a_goodbye() => Assert.Equal("", await OnBoardAsync(() => new BoardLink().Run()));

    [Fact]
    public async Task Time_comes_from_servers_in_turn_and_never_falls_behind_what_was_known() => Assert.Equal("", await OnBoardAsync(() => new BoardClocks().Run()));

    [Fact]
    public async Task What_the_gateway_wants_is_answered_key_by_key_and_tried_where_it_could_cut_the_link() => Assert.Equal("", await OnBoardAsync(() => new BoardSettings().Run()));

    [Fact]
    public async Task A_blank_board_gets_its_settings_by_cable_through_every_failure_on_the_way() => Assert.Equal("", await OnBoardAsync(() => new BoardProvisioning().Run()));

    [Fact]
    public async Task Samplings_tell_the_middle_of_several_reads_where_it_is_news_and_never_a_value_of_a_sensor_that_failed() => Assert.Equal("", await OnBoardAsync(() => new BoardSampling().Run()));

    private static async Task<string> OnBoardAsync(Func<string> body)
    {
        using var board = new Board();
        var done = new Signal();
        var result = "ended in an exception";
        board.PowerOn(() =>
        {
            try
            {
                result = body();
            }
            finally
            {
                done.Set();
            }
        });
        await done.WaitAsync();
        return result;
    }
}
