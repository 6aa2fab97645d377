using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using Larder.Errors;

namespace Larder.Catalog;

/// <summary>
/// Finds properties of a repository that use each other in a circle, from the code of their getters: reading such a property would never end, and no
/// process survives that.
/// </summary>
internal static class DefinitionCircles
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(c => (int)(ushort)c.Value);

    /// <summary>Refuses a repository with a circle, naming the properties in it.</summary>
    public static void Refuse(Type repository)
    {
        var getters = repository.GetProperties(Declared).Where(p => p.GetMethod?.Module == repository.Module).ToDictionary(p => p.GetMethod!.MetadataToken, p => p);
        var done = new HashSet<PropertyInfo>();
        var path = new List<PropertyInfo>();
        foreach (var property in getters.Values)
        {
            Visit(property);
        }

        void Visit(PropertyInfo property)
        {
            var start = path.IndexOf(property);
            if (start >= 0)
            {
                throw new InvalidDefinitionException(
                    $"{repository.Name}: {string.Join(" uses ", path.Skip(start).Append(property).Select(p => p.Name))}: definitions cannot use each other in a circle; take one of them out of it.");
            }

            if (done.Contains(property))
            {
                return;
            }

            path.Add(property);
            foreach (var used in Calls(property.GetMethod!).Select(token => getters.GetValueOrDefault(token)).OfType<PropertyInfo>().Distinct())
            {
                Visit(used);
            }

            path.RemoveAt(path.Count - 1);
            done.Add(property);
        }
    }

    /// <summary>The tokens of the methods that a method calls.</summary>
    private static IEnumerable<int> Calls(MethodInfo method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var opcode = code[at] == 0xFE ? Codes[0xFE00 | code[at + 1]] : Codes[code[at]];
            at += opcode.Size;
            if (opcode == OpCodes.Call || opcode == OpCodes.Callvirt)
            {
                yield return BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at));
            }

            at += opcode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at))),
                _ => 4,
            };
        }
    }
}
