using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Larder.Repository.Layering;

/// <summary>What the rules need to know of one compiled assembly, read from its metadata without loading it.</summary>
internal sealed record AssemblyFacts(string Name, IReadOnlyList<string> References, bool AllowsUnsafeCode, IReadOnlyList<string> PointerMembers)
{
    public static AssemblyFacts FromFile(string path)
    {
        using var portable = new PEReader(File.OpenRead(path));
        return FromMetadata(portable.GetMetadataReader());
    }

    public static AssemblyFacts FromMetadata(MetadataReader reader) => new(
        reader.GetString(reader.GetAssemblyDefinition().Name),
        [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)).Order(StringComparer.Ordinal)],
        reader.GetModuleDefinition().GetCustomAttributes().Any(handle => IsUnverifiableCode(reader, handle)),
        [.. PointersIn(reader)]);

    // The compiler marks a module built with unsafe blocks allowed, whether or not it contains one.
    private static bool IsUnverifiableCode(MetadataReader reader, CustomAttributeHandle handle)
    {
        var constructor = reader.GetCustomAttribute(handle).Constructor;
        if (constructor.Kind != HandleKind.MemberReference)
        {
            return false;
        }

        var parent = reader.GetMemberReference((MemberReferenceHandle)constructor).Parent;
        return parent.Kind == HandleKind.TypeReference
            && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)parent).Name) == "UnverifiableCodeAttribute";
    }

    private static IEnumerable<string> PointersIn(MetadataReader reader)
    {
        var finder = new PointerFinder();
        foreach (var type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
        {
            var fields = type.GetFields().Select(reader.GetFieldDefinition)
                .Where(field => field.DecodeSignature(finder, null)).Select(field => field.Name);
            var methods = type.GetMethods().Select(reader.GetMethodDefinition)
                .Where(method => PointerFinder.IsIn(method.DecodeSignature(finder, null))).Select(method => method.Name);
            foreach (var member in fields.Concat(methods))
            {
                yield return $"{reader.GetString(type.Name)}.{reader.GetString(member)}";
            }
        }
    }
}
