using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Larder.Errors;
using Larder.Expressions;

namespace Larder;

/// <summary>
/// Refuses tasks that ask the ambient clock. The compiled code of the method is read, instruction by instruction, and that of every method it calls or makes in the assembly that wrote it;
/// what other assemblies do inside is not seen.
/// </summary>
internal static class AmbientClock
{
    private static readonly HashSet<(Type, string)> Clocks =
    [
        .. new[] { typeof(DateTime), typeof(DateTimeOffset) }.SelectMany(t => new[] { "get_Now", "get_UtcNow", "get_Today" }.Select(n => (t, n))),
        (typeof(TimeProvider), "get_System"),
        (typeof(Stopwatch), nameof(Stopwatch.GetTimestamp)),
        (typeof(Environment), "get_TickCount"),
        (typeof(Environment), "get_TickCount64"),
    ];

    /// <exception cref="InvalidDefinitionException">A clock is asked; the message says by which method.</exception>
    public static void Refuse(Delegate method, string where)
    {
        var seen = new HashSet<MethodBase>();
        var rest = new Stack<MethodBase>([method.Method]);
        while (rest.TryPop(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            foreach (var called in CalledBy(next))
            {
                if (called.DeclaringType is { } type && Clocks.Contains((type, called.Name)))
                {
                    var name = called.Name.StartsWith("get_", StringComparison.Ordinal) ? called.Name[4..] : called.Name;
                    throw new InvalidDefinitionException(
                        $"{where} asks the ambient clock: {Written(next)} calls {type.Name}.{name}. A run that is repeated must see the same time; use the context's Now, LogicalDate or Interval.");
                }

                if (called.Module.Assembly == method.Method.Module.Assembly)
                {
                    rest.Push(called);
                }
            }
        }
    }

    /// <summary>The methods that a method's code calls, creates delegates of, or continues in (iterators and async methods live in a type of their own).</summary>
    private static IEnumerable<MethodBase> CalledBy(MethodBase method)
    {
        if (method.GetCustomAttribute<StateMachineAttribute>() is { StateMachineType: { } machine })
        {
            foreach (var step in machine.GetMethods(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            {
                yield return step;
            }
        }

        var types = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach (var token in MethodCode.MethodsIn(method))
        {
            if (method.Module.ResolveMethod(token, types, arguments) is { } called)
            {
                yield return called;
            }
        }
    }

    private static string Written(MethodBase method)
    {
        // Compilers write the name of the method that a lambda or state machine was in between angle brackets.
        var name = (method.Name + method.DeclaringType?.Name) is var both && both.IndexOf('<', StringComparison.Ordinal) is var open and >= 0 ? both[(open + 1)..both.IndexOf('>', StringComparison.Ordinal)] : method.Name;
        return name.Length > 0 ? $"'{name}'" : "a lambda";
    }
}
