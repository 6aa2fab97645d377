using System.Reflection;

namespace Larder;

public class AssemblyTests
{
    [Fact]
    public void Every_type_finds_what_it_depends_on()
    {
        var assembly = Assembly.Load("Larder.Webhooks");

        Should.NotThrow(assembly.GetTypes, "a dependency is not copied to the output");
    }
}
