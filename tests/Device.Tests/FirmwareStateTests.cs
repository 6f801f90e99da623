extern alias firmware;

using System.Reflection;
using System.Runtime.CompilerServices;

namespace Nanofleet.Device.Tests;

/// <summary>Virtual boards share a process: what one of them could change in a static field, the others would see.</summary>
public sealed class FirmwareStateTests
{
    private const BindingFlags StaticFields = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Type[] Firmware =
    [
        .. typeof(firmware::nanoFramework.M2Mqtt.MqttClient).Assembly.GetTypes().Where(t =>
            t.Namespace is { } name
            && (name.StartsWith("Nanofleet.Device", StringComparison.Ordinal) || name.StartsWith("Nanofleet.Contract", StringComparison.Ordinal))
            && !t.IsDefined(typeof(CompilerGeneratedAttribute))),
    ];

    [Fact]
    public void No_firmware_type_has_a_static_field_that_can_change()
    {
        var faults = Firmware.SelectMany(ChangingFields).ToArray();

        Assert.True(Firmware.Length > 10, $"Only {Firmware.Length} firmware types were looked at.");
        Assert.True(faults.Length == 0, string.Join(Environment.NewLine, faults));
    }

    [Fact]
    public void The_rule_finds_fields_that_can_be_set_and_objects_that_can_change()
    {
        Assert.Equal(["Sample.Count", "Sample.Log", "Sample.Self"], ChangingFields(typeof(Sample)).Order());
    }

    private static IEnumerable<string> ChangingFields(Type type) => type.GetFields(StaticFields)
        .Where(f => !f.IsLiteral && !f.IsDefined(typeof(CompilerGeneratedAttribute)) && !(f.IsInitOnly && IsConstant(f.FieldType)))
        .Select(f => $"{type.Name}.{f.Name}");

    // Arrays are tables by agreement: the firmware has no other way to write one down.
    private static bool IsConstant(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string)
        || type.IsArray && IsConstant(type.GetElementType()!)
        || type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) is { Length: > 0 } fields
            && type.BaseType is { } parent && (parent == typeof(object) || parent == typeof(ValueType))
            && fields.All(f => f.IsInitOnly && f.FieldType != type && IsConstant(f.FieldType));

    private sealed class Sample
    {
        internal const int Limit = 3;

        internal static readonly string[] Names = ["a", "b"];
        internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(Limit);
        internal static readonly List<string> Log = [];
        internal static int Count = Names.Length;
        internal static Sample? Self = Log.Count > 0 ? new Sample() : null;
    }
}
