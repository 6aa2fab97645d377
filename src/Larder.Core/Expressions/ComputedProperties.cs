using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace Larder.Expressions;

/// <summary>
/// What a computed property such as <c>double Amount => Quantity * Price</c> reads of its own object, found in the compiled getter: every use of the object must be
/// the read of a property or of its field, followed on into computed ones. Any other use could read anything.
/// </summary>
internal static class ComputedProperties
{
    private const string FieldEnd = ">k__BackingField";

    private const BindingFlags Instance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => f.GetValue(null)).OfType<OpCode>().ToDictionary(c => c.Value);

    private static readonly ConcurrentDictionary<MethodInfo, IReadOnlySet<string>?> Known = new();

    /// <summary>The names of the properties that have a value of their own and that this one reads in the end; null where nobody can tell.</summary>
    public static IReadOnlySet<string>? ReadsOf(PropertyInfo property) => property.GetMethod is { } getter ? ReadsOf(getter, depth: 0) : null;

    private static IReadOnlySet<string>? ReadsOf(MethodInfo getter, int depth)
    {
        if (Known.TryGetValue(getter, out var known))
        {
            return known;
        }

        // Properties that read each other for ever never returned a value either.
        var found = depth > 32 ? null : Read(getter, depth);
        Known.TryAdd(getter, found);
        return found;
    }

    private static HashSet<string>? Read(MethodInfo getter, int depth)
    {
        if (getter.IsVirtual && !getter.IsFinal && getter.DeclaringType is { IsSealed: false })
        {
            return null;
        }

        if (getter.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            return null;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < code.Length;)
        {
            var (operation, operand, next) = Decode(code, at);
            if (operation == OpCodes.Ldarga || operation == OpCodes.Ldarga_S || operation == OpCodes.Starg || operation == OpCodes.Starg_S)
            {
                return null;
            }

            if (operation != OpCodes.Ldarg_0)
            {
                at = next;
                continue;
            }

            if (next >= code.Length)
            {
                return null;
            }

            (operation, operand, next) = Decode(code, next);
            if (!Add(getter, operation, BitConverter.ToInt32(code, Math.Min(operand, code.Length - 4)), depth, names))
            {
                return null;
            }

            at = next;
        }

        return names;
    }

    /// <summary>What is done with the object that was just loaded.</summary>
    private static bool Add(MethodInfo getter, OpCode operation, int token, int depth, HashSet<string> names)
    {
        if (operation == OpCodes.Ldfld)
        {
            var field = getter.Module.ResolveField(token, getter.DeclaringType!.GetGenericArguments(), null)!.Name;
            if (field.EndsWith(FieldEnd, StringComparison.Ordinal))
            {
                names.Add(field[1..^FieldEnd.Length]);
                return true;
            }

            return false;
        }

        if (operation != OpCodes.Call && operation != OpCodes.Callvirt)
        {
            return false;
        }

        var called = getter.Module.ResolveMethod(token, getter.DeclaringType!.GetGenericArguments(), null);
        if (called is not MethodInfo { IsSpecialName: true } read || read.GetParameters().Length > 0
            || read.DeclaringType!.GetProperties(Instance).FirstOrDefault(p => p.GetMethod?.MetadataToken == read.MetadataToken) is not { } property)
        {
            return false;
        }

        if (read.DeclaringType.GetField($"<{property.Name}{FieldEnd}", Instance) is not null)
        {
            names.Add(property.Name);
            return true;
        }

        var deeper = ReadsOf(read, depth + 1);
        names.UnionWith(deeper ?? new HashSet<string>());
        return deeper is not null;
    }

    private static (OpCode Operation, int Operand, int Next) Decode(byte[] code, int at)
    {
        var isLong = code[at] == 0xFE;
        var operation = Codes[isLong ? (short)(0xFE00 | code[at + 1]) : code[at]];
        var operand = at + (isLong ? 2 : 1);
        var size = operation.OperandType switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, operand)),
            _ => 4,
        };
        return (operation, operand, operand + size);
    }
}
