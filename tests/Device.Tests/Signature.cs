using System.Globalization;
using System.Reflection;

namespace Nanofleet.Device.Tests;

/// <summary>Writes public and protected members the way the board's listing writes them.</summary>
internal static class Signature
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(sbyte)] = "sbyte", [typeof(byte)] = "byte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
    };

    internal static string TypeName(Type type) =>
        type.IsArray ? TypeName(type.GetElementType()!) + "[]"
        : type.IsByRef ? TypeName(type.GetElementType()!)
        : Keywords.TryGetValue(type, out var keyword) ? keyword
        : type.FullName!.Replace('+', '.');

    internal static string KindOf(Type type) =>
        type.IsInterface ? "interface"
        : type.IsEnum ? "enum"
        : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    internal static HashSet<string> BasesOf(Type type)
    {
        if (type.IsEnum) return [TypeName(Enum.GetUnderlyingType(type))];
        var interfaces = type.GetInterfaces().ToHashSet();
        interfaces.ExceptWith(type.BaseType?.GetInterfaces() ?? []);
        interfaces.ExceptWith(interfaces.SelectMany(i => i.GetInterfaces()).ToArray());
        var names = interfaces.Select(TypeName).ToHashSet();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)) names.Add(TypeName(parent));
        return names;
    }

    internal static string OfDelegate(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        return $"{TypeName(type)}: delegate {TypeName(invoke.ReturnType)} {type.Name}({Parameters(invoke)})";
    }

    internal static IEnumerable<string> OfMembers(Type type)
    {
        var name = TypeName(type);
        if (type.IsEnum) return Enum.GetNames(type).Select(n => $"{name}.{n} = {Convert.ToString(Convert.ChangeType(Enum.Parse(type, n), Enum.GetUnderlyingType(type)), CultureInfo.InvariantCulture)}");
        var lines = new List<string>();
        lines.AddRange(type.GetConstructors(Declared).Where(IsVisible).Where(c => !c.IsStatic && !(type.IsValueType && c.GetParameters().Length == 0))
            .Select(c => $"{name}.ctor({Parameters(c)}): {Access(c)} constructor"));
        lines.AddRange(type.GetMethods(Declared).Where(IsVisible).Where(m => !m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))
            .Select(m => $"{name}.{m.Name}({Parameters(m)}): {Access(m)} {Modifiers(m)}{TypeName(m.ReturnType)}"));
        lines.AddRange(type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsVisible)).Select(p => OfProperty(name, p)));
        lines.AddRange(type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!))
            .Select(e => $"{name}.{e.Name}: {Access(e.AddMethod!)} {Modifiers(e.AddMethod!)}event {TypeName(e.EventHandlerType!)}"));
        lines.AddRange(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f => OfField(name, f)));
        return lines;
    }

    private static string OfProperty(string type, PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(IsVisible).ToArray();
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        var shape = (property.GetMethod is { } get && IsVisible(get) ? "get; " : "") + (property.SetMethod is { } set && IsVisible(set) ? "set; " : "");
        return $"{type}.{property.Name}{index}: {Access(accessors[0])} {Modifiers(accessors[0])}{TypeName(property.PropertyType)} {{ {shape}}}";
    }

    private static string OfField(string type, FieldInfo field)
    {
        var access = field.IsPublic ? "public" : "protected";
        if (field.IsLiteral) return $"{type}.{field.Name}: {access} const {TypeName(field.FieldType)} = {Literal(field.GetRawConstantValue())}";
        return $"{type}.{field.Name}: {access} {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeName(field.FieldType)}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static string Modifiers(MethodInfo method) =>
        method.DeclaringType!.IsInterface ? ""
        : method.IsStatic ? "static "
        : method.IsAbstract ? "abstract "
        : !method.IsVirtual || method.IsFinal ? ""
        : method.GetBaseDefinition() != method ? "override "
        : "virtual ";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var value = parameter.HasDefaultValue ? " = " + Literal(parameter.RawDefaultValue) : "";
        return $"{prefix}{TypeName(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        string s => $"\"{s}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
