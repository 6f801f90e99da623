namespace Nanofleet.Gateway.Configuration;

/// <summary>The value of this setting never appears in a message or a log.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
