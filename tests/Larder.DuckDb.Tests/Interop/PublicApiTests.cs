using System.Reflection;
using System.Runtime.InteropServices;

namespace Larder.DuckDb.Tests.Interop;

public sealed class PublicApiTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_pointer_or_handle_leaves_the_assembly()
    {
        var exposed = typeof(DuckDbDatabase).Assembly.GetExportedTypes()
            .SelectMany(t => t.GetMembers(Declared))
            .Where(m => m is not ConstructorInfo || !m.DeclaringType!.IsAssignableTo(typeof(Delegate)))
            .SelectMany(m => TypesOf(m).Where(IsNative).Select(t => $"{m.DeclaringType}.{m.Name}: {t}"));

        exposed.ShouldBeEmpty();
    }

    [Fact]
    public void Every_public_type_lies_in_the_one_namespace_and_is_closed()
    {
        var types = typeof(DuckDbDatabase).Assembly.GetExportedTypes();

        types.ShouldAllBe(t => t.Namespace == "Larder.DuckDb");
        types.Where(t => t.IsClass).ShouldAllBe(t => t.IsSealed);
    }

    private static IEnumerable<Type> TypesOf(MemberInfo member) => member switch
    {
        MethodBase method => method.GetParameters().Select(p => p.ParameterType)
            .Append((method as MethodInfo)?.ReturnType ?? typeof(void)),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        _ => [],
    };

    private static bool IsNative(Type type)
    {
        var element = type.IsByRef ? type.GetElementType()! : type;

        return element.IsPointer || element == typeof(nint) || element == typeof(nuint) || element.IsAssignableTo(typeof(SafeHandle));
    }
}
