namespace Nanofleet.VirtualBoard.Pins;

/// <summary>The ADC channels of one board, 12 bits each. Used inside the board's gate only.</summary>
internal sealed class AnalogInputs(Board board)
{
    internal const int MaxValue = 4095;

    // nanoFramework's numbering on the ESP32: ADC1 is channels 0 to 7, then the two inner sensors, then ADC2.
    private static readonly int[] Gpios = [36, 37, 38, 39, 32, 33, 34, 35, -1, -1, 4, 0, 2, 15, 13, 12, 14, 27, 25, 26];

    private readonly Func<int>?[] _sources = new Func<int>?[Gpios.Length];

    internal static int ChannelCount => Gpios.Length;

    internal static bool Exists(int channel) => channel >= 0 && channel < ChannelCount;

    internal void SetSource(int channel, Func<int>? source) => _sources[Checked(channel)] = source;

    internal int Read(int channel)
    {
        if (board.PinBank.IsBroken(Gpios[Checked(channel)])) return 0;
        var value = _sources[channel]?.Invoke() ?? board.Climate.LightAt(DateTimeOffset.UtcNow);
        return Math.Clamp(value, 0, MaxValue);
    }

    private static int Checked(int channel) => Exists(channel) ? channel : throw new ArgumentException($"An ESP32 has no ADC channel {channel}.");
}
