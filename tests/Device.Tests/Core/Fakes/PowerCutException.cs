namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>Power went: nothing after this line ran.</summary>
internal sealed class PowerCutException : Exception;
