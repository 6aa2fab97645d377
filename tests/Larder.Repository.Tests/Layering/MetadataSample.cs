using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Larder.Repository.Layering;

/// <summary>Writes the metadata of an assembly that does not exist, so that the checker can be shown a wrong one.</summary>
internal static class MetadataSample
{
    public static AssemblyFacts Assembly(string name, string[] references, bool allowUnsafe = false, bool withPointers = false)
    {
        var builder = new MetadataBuilder();
        builder.AddModule(0, builder.GetOrAddString(name + ".dll"), builder.GetOrAddGuid(new Guid(1, 2, 3, new byte[8])), default, default);
        builder.AddAssembly(builder.GetOrAddString(name), new Version(1, 0), default, default, default, AssemblyHashAlgorithm.None);
        var runtime = AddReference(builder, "System.Runtime");
        foreach (var reference in references)
        {
            AddReference(builder, reference);
        }

        if (allowUnsafe)
        {
            AddUnverifiableCodeAttribute(builder, runtime);
        }

        var methods = MetadataTokens.MethodDefinitionHandle(1);
        builder.AddTypeDefinition(default, default, builder.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), methods);
        builder.AddTypeDefinition(TypeAttributes.Public, default, builder.GetOrAddString("Holder"), default, MetadataTokens.FieldDefinitionHandle(1), methods);
        if (withPointers)
        {
            AddField(builder, "Safe", type => type.SZArray().Int32());
            AddField(builder, "Address", type => type.Pointer().Byte());
            AddMethodReturningPointerArray(builder, "Addresses");
        }

        var image = new BlobBuilder();
        new MetadataRootBuilder(builder).Serialize(image, 0, 0);
        using var provider = MetadataReaderProvider.FromMetadataImage(image.ToImmutableArray());
        return AssemblyFacts.FromMetadata(provider.GetMetadataReader());
    }

    private static AssemblyReferenceHandle AddReference(MetadataBuilder builder, string name) =>
        builder.AddAssemblyReference(builder.GetOrAddString(name), new Version(1, 0), default, default, default, default);

    private static void AddUnverifiableCodeAttribute(MetadataBuilder builder, AssemblyReferenceHandle runtime)
    {
        var type = builder.AddTypeReference(runtime, builder.GetOrAddString("System.Security"), builder.GetOrAddString("UnverifiableCodeAttribute"));
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature(isInstanceMethod: true).Parameters(0, returns => returns.Void(), _ => { });
        var constructor = builder.AddMemberReference(type, builder.GetOrAddString(".ctor"), builder.GetOrAddBlob(signature));
        builder.AddCustomAttribute(EntityHandle.ModuleDefinition, constructor, builder.GetOrAddBlob(new byte[] { 1, 0, 0, 0 }));
    }

    private static void AddField(MetadataBuilder builder, string name, Action<SignatureTypeEncoder> encode)
    {
        var signature = new BlobBuilder();
        encode(new BlobEncoder(signature).Field().Type());
        builder.AddFieldDefinition(FieldAttributes.Public, builder.GetOrAddString(name), builder.GetOrAddBlob(signature));
    }

    private static void AddMethodReturningPointerArray(MetadataBuilder builder, string name)
    {
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature().Parameters(0, returns => returns.Type().SZArray().Pointer().Int32(), _ => { });
        builder.AddMethodDefinition(
            MethodAttributes.Public | MethodAttributes.Static, MethodImplAttributes.IL, builder.GetOrAddString(name), builder.GetOrAddBlob(signature), -1, default);
    }
}
