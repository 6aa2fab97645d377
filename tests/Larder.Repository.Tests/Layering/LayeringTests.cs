using Larder.Repository.Files;
using Larder.Repository.Projects;

namespace Larder.Repository.Layering;

public class LayeringTests
{
    [Fact]
    public void Compiled_references_point_down_only() =>
        SourceAssemblies().SelectMany(assembly => LayerRules.CheckReferences(assembly.Name, assembly.References)).ShouldBeNone();

    [Fact]
    public void Project_references_point_down_only() =>
        SourceProjects().SelectMany(project => LayerRules.CheckReferences(project.Name, project.References)).ShouldBeNone();

    [Fact]
    public void The_arrows_in_the_contributors_page_are_those_of_the_table()
    {
        var arrows = LayerRules.Allowed.Reverse().Select(row => $"{Short(row.Key)} → {(row.Value.Length == 0 ? "nothing of Larder" : string.Join(", ", row.Value.Select(Short).Order(StringComparer.Ordinal)))}");

        Checkout.Files.Single(file => file.Path == "CONTRIBUTING.md").Text.ShouldContain($"```text\n{string.Join('\n', arrows)}\n```");

        static string Short(string assembly) => assembly["Larder.".Length..];
    }

    [Fact]
    public void Only_the_DuckDB_bindings_contain_unsafe_code()
    {
        var assemblies = SourceAssemblies();

        assemblies.SelectMany(LayerRules.CheckUnsafeCode).ShouldBeNone();
        assemblies.Single(assembly => assembly.Name == LayerRules.UnsafeAssembly).AllowsUnsafeCode.ShouldBeTrue();
    }

    [Fact]
    public void Only_the_DuckDB_bindings_allow_unsafe_blocks() =>
        Checkout.Files
            .Where(file => file.HasExtension(".csproj", ".props", ".targets") && file.Text.Contains("AllowUnsafeBlocks", StringComparison.Ordinal))
            .Select(file => file.Path)
            .ShouldBe(["src/Larder.DuckDb/Larder.DuckDb.csproj"]);

    [Fact]
    public void Every_row_of_the_table_is_a_project_and_no_arrow_can_close_a_circle()
    {
        LayerRules.Allowed.Keys.Order().ShouldBe(SourceProjects().Select(project => project.Name).Order());
        foreach (var (name, below) in LayerRules.Allowed)
        {
            below.SelectMany(Reachable).ShouldNotContain(name);
        }
    }

    [Fact]
    public void Every_arrow_of_the_table_is_used_by_the_code()
    {
        foreach (var assembly in SourceAssemblies())
        {
            LayerRules.Allowed[assembly.Name].Order(StringComparer.Ordinal).ShouldBe(assembly.References.Where(reference => LayerRules.Allowed.ContainsKey(reference)), assembly.Name);
        }
    }

    [Fact]
    public void An_upward_arrow_is_found()
    {
        var core = MetadataSample.Assembly("Larder.Core", ["Larder.Engine", "NodaTime"]);
        var serving = MetadataSample.Assembly("Larder.Serving", ["Larder.Core", "Larder.DuckDb", "Microsoft.AspNetCore.Http"]);

        LayerRules.CheckReferences(core.Name, core.References).ShouldRead(
            "Larder.Core: refers to Larder.Engine, which it may not; it may use no assembly of Larder. Move the code down or go through a seam in Larder.Core.");
        LayerRules.CheckReferences(serving.Name, serving.References).ShouldRead(
            "Larder.Serving: refers to Larder.DuckDb, which it may not; it may use Larder.Core. Move the code down or go through a seam in Larder.Core.",
            "Larder.Serving: refers to Microsoft.AspNetCore.Http, which it may not; it may use Larder.Core. Move the code down or go through a seam in Larder.Core.");
    }

    [Fact]
    public void Downward_arrows_are_allowed()
    {
        var server = MetadataSample.Assembly("Larder.Server", ["Larder.Serving", "Larder.Client", "Microsoft.AspNetCore.Http"]);

        LayerRules.CheckReferences(server.Name, server.References).ShouldBeNone();
    }

    [Fact]
    public void An_assembly_without_a_row_is_found() =>
        LayerRules.CheckReferences("Larder.Redis", ["Larder.Core"]).ShouldRead(
            "Larder.Redis: has no row in LayerRules.Allowed; add one that says which assemblies below it it may use.");

    [Fact]
    public void Unsafe_code_and_pointers_are_found()
    {
        var engine = MetadataSample.Assembly("Larder.Engine", [], allowUnsafe: true, withPointers: true);

        LayerRules.CheckUnsafeCode(engine).ShouldRead(
            "Larder.Engine: is compiled with unsafe blocks allowed; only Larder.DuckDb may be.",
            "Larder.Engine: Holder.Address has a pointer in its signature; only Larder.DuckDb may handle pointers.",
            "Larder.Engine: Holder.Addresses has a pointer in its signature; only Larder.DuckDb may handle pointers.");
        LayerRules.CheckUnsafeCode(engine with { Name = LayerRules.UnsafeAssembly }).ShouldBeNone();
    }

    private static IEnumerable<string> Reachable(string name) => LayerRules.Allowed[name].SelectMany(Reachable).Append(name);

    private static List<ProjectFile> SourceProjects() => [.. ProjectFile.All.Where(project => project.IsUnder("src"))];

    private static List<AssemblyFacts> SourceAssemblies() =>
        [.. SourceProjects().Select(project => AssemblyFacts.FromFile(Path.Combine(AppContext.BaseDirectory, project.Name + ".dll")))];
}
