namespace Nanofleet.Gateway.Configuration;

/// <summary>One thing that is wrong in the settings.</summary>
/// <param name="Field">As the operator writes it: <c>Mqtt:Port</c>.</param>
/// <param name="Value">What stands there; null where nothing does or where it is a secret.</param>
/// <param name="Fix">What to write instead, or what to do.</param>
public sealed record ConfigurationFault(string Field, string? Value, string Fix)
{
    public override string ToString() => Value is null ? $"{Field}: {Fix}" : $"{Field} = '{Value}': {Fix}";
}
