using System.Text.Json.Nodes;

namespace Larder.OpenLineage.Events;

/// <summary>The reduced schemas accept what was published, and refuse what is wrong: so the reduction left the rules in.</summary>
public class PublishedSchemasTests
{
    public static TheoryData<string> Examples => [.. PublishedSchemas.Examples];

    [Fact]
    public void There_are_examples() => PublishedSchemas.Examples.Count().ShouldBe(10);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Published_examples_are_accepted(string facet) => PublishedSchemas.FacetProblems(facet, PublishedSchemas.Example(facet)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Examples))]
    public void Examples_without_producer_or_schema_are_refused(string facet)
    {
        foreach (var member in new[] { "_producer", "_schemaURL" })
        {
            var example = PublishedSchemas.Example(facet);
            example.Single().Value!.AsObject().Remove(member).ShouldBeTrue();

            PublishedSchemas.FacetProblems(facet, example).ShouldNotBeEmpty(member);
        }
    }

    [Theory]
    [InlineData("ColumnLineageDatasetFacet", "fields")]
    [InlineData("DataQualityMetricsInputDatasetFacet", "columnMetrics")]
    [InlineData("DocumentationDatasetFacet", "description")]
    [InlineData("JobTypeJobFacet", "processingType")]
    [InlineData("NominalTimeRunFacet", "nominalStartTime")]
    [InlineData("ParentRunFacet", "job")]
    public void Examples_without_what_is_required_are_refused(string facet, string member)
    {
        var example = PublishedSchemas.Example(facet);
        example.Single().Value!.AsObject().Remove(member).ShouldBeTrue();

        PublishedSchemas.FacetProblems(facet, example).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("DatasourceDatasetFacet", "name")]
    [InlineData("OutputStatisticsOutputDatasetFacet", "rowCount")]
    [InlineData("SchemaDatasetFacet", "fields")]
    [InlineData("TagsDatasetFacet", "tags")]
    [InlineData("NominalTimeRunFacet", "nominalEndTime")]
    public void Examples_with_a_value_of_another_type_are_refused(string facet, string member)
    {
        var example = PublishedSchemas.Example(facet);
        example.Single().Value![member] = new JsonObject { ["other"] = true };

        PublishedSchemas.FacetProblems(facet, example).ShouldNotBeEmpty();
    }
}
