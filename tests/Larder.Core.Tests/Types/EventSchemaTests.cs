using System.ComponentModel.DataAnnotations.Schema;
using Larder.Errors;
using Larder.Types;

namespace Larder.Core.Tests.Types;

public class EventSchemaTests
{
    [Fact]
    public void Every_stored_property_is_a_column_in_declaration_order()
    {
        EventSchema.Of(typeof(Mixed)).Columns.ShouldBe(
        [
            new EventColumn("customer_id", "CustomerId", "CustomerId", ColumnType.String, true),
            new EventColumn("count", "cnt", "Count", ColumnType.Int32, false),
            new EventColumn("name", "Name", "Name", ColumnType.String, false),
            new EventColumn("price", "Price", "Price", ColumnType.Float64, true),
            new EventColumn("happened", "Happened", "Happened", ColumnType.Timestamp, false),
        ]);
    }

    [Fact]
    public void Lists_and_maps_are_columns_nullable_as_declared()
    {
        EventSchema.Of(typeof(Composite)).Columns.ShouldBe(
        [
            new EventColumn("embedding", "Embedding", "Embedding", ColumnType.Float32List, false),
            new EventColumn("tags", "Tags", "Tags", ColumnType.StringList, true),
            new EventColumn("counts", "Counts", "Counts", ColumnType.Int64Map, false),
            new EventColumn("weights", "Weights", "Weights", ColumnType.Float64Map, true),
        ]);
    }

    [Fact]
    public void A_column_is_found_by_its_property()
    {
        var schema = EventSchema.Of(typeof(Mixed));

        schema.TryIndexOf("Price", out var index).ShouldBeTrue();
        index.ShouldBe(3);
        schema.TryIndexOf("Twice", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(typeof(Odd), "Odd.Price is of type decimal, which is no column type; use bool, int, long, float, double, string, DateTime, float[], long[], double[], string[], FeatureMap<long> or FeatureMap<double>.")]
    [InlineData(typeof(Empty), "Event type Empty has no columns; give it public properties of type bool, int, long, float, double, string, DateTime, float[], long[], double[], string[], FeatureMap<long> or FeatureMap<double>.")]
    [InlineData(typeof(Alike), "Alike.Size7 and Size_7 would both be column 'size_7'; rename one of them.")]
    public void Other_types_are_refused(Type type, string message) =>
        Should.Throw<InvalidDefinitionException>(() => EventSchema.Of(type)).Message.ShouldBe(message);

    private sealed record Mixed(string? CustomerId, [property: Column("cnt")] int Count)
    {
        public required string Name { get; init; }

        public double? Price { get; set; }

        public DateTime Happened { get; init; }

        public double? Twice => 2 * Price;
    }

    private sealed record Composite(float[] Embedding, string[]? Tags, FeatureMap<long> Counts, FeatureMap<double>? Weights);

    private sealed record Odd(decimal Price);

    private sealed record Empty;

    private sealed record Alike(int Size7, int Size_7);
}
