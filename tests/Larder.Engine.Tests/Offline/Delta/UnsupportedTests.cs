using Larder.Errors;

namespace Larder.Offline.Delta;

public sealed class UnsupportedTests : TableFixture
{
    private const string ReadRemedy = "which Larder does not read yet. Drop the feature with the tool that wrote the table, or copy the rows into a new table without it.";
    private const string WriteRemedy =
        "which Larder does not write yet; it can only be read. Append with the tool that wrote the table, or copy the rows into a table that Larder created.";

    [Fact]
    public async Task Reader_version_2_without_column_mapping_is_read_and_not_written()
    {
        await WithAsync("""{"protocol":{"minReaderVersion":2,"minWriterVersion":5}}""");

        (await Table.ReadAsync())!.Version.ShouldBe(1);
        var error = await Should.ThrowAsync<InvalidInputException>(() => Append("a", 1, "a.parquet"));
        error.Message.ShouldBe($"The Delta table '{Folder}' uses writer version 5, {WriteRemedy}");
    }

    [Fact]
    public async Task A_reader_version_of_the_future_is_refused()
    {
        await WithAsync("""{"protocol":{"minReaderVersion":4,"minWriterVersion":8}}""");

        var error = await Should.ThrowAsync<InvalidInputException>(() => Table.ReadAsync());
        error.Message.ShouldBe($"The Delta table '{Folder}' uses reader version 4, {ReadRemedy}");
    }

    [Fact]
    public async Task Only_the_features_that_are_not_known_are_named()
    {
        await WithAsync("""{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["timestampNtz","typeWidening"],"writerFeatures":["timestampNtz","typeWidening"]}}""");

        var error = await Should.ThrowAsync<InvalidInputException>(() => Table.ReadAsync());
        error.Message.ShouldBe($"The Delta table '{Folder}' uses the table features typeWidening (reader version 3), {ReadRemedy}");
    }

    [Fact]
    public async Task Known_features_are_read_and_written()
    {
        await WithAsync("""{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["timestampNtz"],"writerFeatures":["appendOnly","invariants","timestampNtz"]}}""");

        (await Append("a", 1, "a.parquet")).Version.ShouldBe(2);
        await Table.CheckpointAsync();
        File.Delete(Commit(0));
        var protocol = (await Table.ReadAsync())!.Protocol;
        (protocol.MinReaderVersion, protocol.MinWriterVersion).ShouldBe((3, 7));
        protocol.ReaderFeatures.ShouldBe(["timestampNtz"]);
        protocol.WriterFeatures.ShouldBe(["appendOnly", "invariants", "timestampNtz"]);
    }

    [Fact]
    public async Task An_append_only_table_takes_appends_and_nothing_that_removes_rows()
    {
        await WithAsync("""{"metaData":{"id":"x","partitionColumns":[],"schemaString":"{\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true}]}","configuration":{"delta.appendOnly":"true"}}}""");
        await Append("a", 1, "a.parquet");

        var error = await Should.ThrowAsync<ConflictException>(() => Table.RemoveAsync(new(new("a", 2, []), ["a.parquet"])));
        error.Message.ShouldBe(
            $"The Delta table '{Folder}' is append-only (property delta.appendOnly), so no rows can be removed from it or replaced. Append, or set the property to false with the tool that set it.");
    }

    [Fact]
    public async Task A_version_from_before_the_feature_can_still_be_read()
    {
        await WithAsync("""{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}}""");

        (await Table.ReadAsync(0))!.Version.ShouldBe(0);
        var error = await Should.ThrowAsync<InvalidInputException>(() => Table.ReadAsync());
        error.Message.ShouldBe($"The Delta table '{Folder}' uses the table features deletionVectors (reader version 3), {ReadRemedy}");
    }

    [Fact]
    public async Task A_deletion_vector_is_refused_even_where_the_protocol_does_not_announce_it()
    {
        await WithAsync(
            """{"add":{"path":"a.parquet","size":1,"modificationTime":1,"partitionValues":{},"deletionVector":{"storageType":"u","pathOrInlineDv":"x","offset":1}}}""");

        var error = await Should.ThrowAsync<InvalidInputException>(() => Table.ReadAsync());

        error.Message.ShouldBe($"The Delta table '{Folder}' uses deletion vectors, {ReadRemedy}");
    }

    [Theory]
    [InlineData("""{"protocol":{"minReaderVersion":1,"minWriterVersion":4}}""", "writer version 4")]
    [InlineData("""{"protocol":{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["appendOnly","x"]}}""", "the table features x (writer version 7)")]
    [InlineData(
        """{"metaData":{"id":"x","partitionColumns":[],"schemaString":"{\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{\"delta.invariants\":\"{}\"}}]}"}}""",
        "an invariant on column 'id'")]
    public async Task What_only_a_writer_must_know_is_read_and_not_written(string action, string feature)
    {
        await WithAsync(action);

        (await Table.ReadAsync())!.Version.ShouldBe(1);
        var error = await Should.ThrowAsync<InvalidInputException>(() => Append("a", 1, "a.parquet"));

        error.Message.ShouldBe($"The Delta table '{Folder}' uses {feature}, {WriteRemedy}");
        File.Exists(Commit(2)).ShouldBeFalse();
    }

    private async Task WithAsync(string action)
    {
        await Table.CreateAsync(Schema, []);
        File.WriteAllText(Commit(1), action);
    }
}
