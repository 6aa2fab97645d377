using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

public sealed class DeltaTableCreateTests : TableFixture
{
    [Fact]
    public async Task A_folder_without_a_log_is_no_table()
    {
        (await Table.ReadAsync()).ShouldBeNull();
        Directory.CreateDirectory(LogFolder.Of(Folder));
        (await Table.ReadAsync()).ShouldBeNull();
        (await Table.ReadAsync(3)).ShouldBeNull();
    }

    [Fact]
    public async Task The_first_commit_is_the_protocols_minimum_table()
    {
        await Table.CreateAsync(Schema, ["name"]);

        File.ReadAllText(Commit(0)).ShouldBe(
            """
            {"commitInfo":{"timestamp":1772366400250,"operation":"CREATE TABLE","operationParameters":{"partitionBy":"[\"name\"]"},"isBlindAppend":true,"engineInfo":"ENGINE"}}
            {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
            {"metaData":{"id":"e3bdcc52-0fd8-880f-bad5-30fb05a5e75a","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":false,\"metadata\":{}},{\"name\":\"name\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":["name"],"configuration":{},"createdTime":1772366400250}}

            """.Replace("ENGINE", Engine, StringComparison.Ordinal));
        Directory.GetFiles(LogFolder.Of(Folder)).ShouldBe([Commit(0)]);
    }

    [Fact]
    public async Task A_created_table_reads_back()
    {
        var schema = new DeltaSchema([.. Enum.GetValues<ColumnType>().Select(type => new DeltaField($"c{(int)type}", DeltaType.Of(type))), new("day", DeltaType.Date)]);

        var created = await Table.CreateAsync(schema, ["day"]);
        var read = (await Table.ReadAsync())!;

        created.Version.ShouldBe(0);
        read.Schema.ShouldBe(schema);
        read.Schema.Fields.ShouldBe(schema.Fields);
        read.Schema.Fields.Select(field => field.Type.Name).ShouldBe(["boolean", "integer", "long", "float", "double", "string", "timestamp",
            Array("float"), Array("long"), Array("double"), Array("string"), Map("\"long\""), Map("\"double\""), Map("\"string\""), Map(Array("long")), Map(Array("double")), Map(Array("string")), "date"]);
        read.PartitionColumns.ShouldBe(["day"]);
        read.Files.ShouldBeEmpty();
        read.Transactions.ShouldBeEmpty();
        read.Configuration.ShouldBeEmpty();
        read.CommittedAt.ShouldBe(Instant.From(Clock.Now));
        (read.Protocol.MinReaderVersion, read.Protocol.MinWriterVersion).ShouldBe((1, 2));

        static string Array(string element) => $$"""{"type":"array","elementType":"{{element}}","containsNull":false}""";
        static string Map(string value) => $$"""{"type":"map","keyType":"string","valueType":{{value}},"valueContainsNull":false}""";
    }

    [Fact]
    public async Task Creating_again_with_the_same_schema_changes_nothing()
    {
        await Table.CreateAsync(Schema, []);
        await Append("a", 1, "x.parquet");
        Clock.Now += TimeSpan.FromDays(1);

        (await Table.CreateAsync(Schema, [])).Version.ShouldBe(1);

        Directory.GetFiles(LogFolder.Of(Folder)).Order().ShouldBe([Commit(0), Commit(1)]);
    }

    [Fact]
    public async Task Another_schema_is_a_conflict_that_lists_every_difference()
    {
        await Table.CreateAsync(Schema, ["name"]);

        var error = await Should.ThrowAsync<ConflictException>(() => Table.CreateAsync(
            new([new("id", DeltaType.Integer), new("price", DeltaType.Double)]), []));

        error.Message.ShouldBe(
            $"The Delta table '{Folder}' exists with another schema: column 'id' is long not null, not integer; it has no column 'price' (double); "
            + "it has the column 'name' (string); it is partitioned by [name], not []. Use its schema, or create the table in another folder.");
    }

    [Fact]
    public async Task Another_order_of_columns_is_a_conflict()
    {
        await Table.CreateAsync(Schema, []);

        var error = await Should.ThrowAsync<ConflictException>(() => Table.CreateAsync(new([.. Schema.Fields.Reverse()]), []));

        error.Message.ShouldBe(
            $"The Delta table '{Folder}' exists with another schema: its columns are in the order id, name. Use its schema, or create the table in another folder.");
    }

    [Theory]
    [InlineData("", "", "has no columns")]
    [InlineData("a b:long", "", "has a column named 'a b', but names must not be empty or contain blanks or any of ,;{}()=")]
    [InlineData("a:long,A:long", "", "has two columns named 'a' (letter case does not count)")]
    [InlineData("a:binary", "", "has the column 'a' of type binary, which Larder does not write")]
    [InlineData("a:long", "b", "has no column 'b' to partition by")]
    [InlineData("a:long,b:long", "b,b", "is partitioned by 'b' twice")]
    [InlineData("a:long", "a", "is partitioned by all its columns, which leaves none for the data files")]
    public async Task A_schema_that_no_table_can_have_is_refused(string columns, string partitions, string problem)
    {
        var fields = columns.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(column => new DeltaField(column.Split(':')[0], new(column.Split(':')[1])));

        var error = await Should.ThrowAsync<InvalidInputException>(() => Table.CreateAsync(
            new([.. fields]), partitions.Split(',', StringSplitOptions.RemoveEmptyEntries)));

        error.Message.ShouldBe($"The Delta table '{Folder}' cannot be created: its schema {problem}. Correct the schema.");
        Directory.Exists(Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Many_creators_at_once_make_one_table()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => DeltaTable.At(Folder).CreateAsync(Schema, []))));

        created.ShouldAllBe(snapshot => snapshot.Version == 0);
        Directory.GetFiles(LogFolder.Of(Folder)).ShouldBe([Commit(0)]);
    }

    [Fact]
    public async Task The_id_depends_on_what_is_created_and_on_nothing_else()
    {
        var first = await Table.CreateAsync(Schema, []);
        Clock.Now += TimeSpan.FromHours(1);
        var second = await DeltaTable.At(Path.Combine(Root, "other"), Clock).CreateAsync(Schema, []);
        var third = await DeltaTable.At(Path.Combine(Root, "third"), Clock).CreateAsync(Schema, ["name"]);

        second.Id.ShouldBe(first.Id);
        third.Id.ShouldNotBe(first.Id);
        Guid.Parse(first.Id).Version.ShouldBe(8);
    }

    [Fact]
    public async Task A_folder_that_must_not_be_written_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Directory.Exists("/sys"), "needs a folder that even root cannot write to");

        var error = await Should.ThrowAsync<UnavailableException>(() => DeltaTable.At("/sys/larder-test").CreateAsync(Schema, []));

        error.Message.ShouldBe(
            "The Delta table '/sys/larder-test' cannot be written: Access to the path '/sys/larder-test' is denied; nothing was committed. "
            + "Check the disk and that this user may write to the folder.");
    }

    [Fact]
    public async Task A_file_where_the_log_should_be_is_named()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(LogFolder.Of(Folder), "");

        var error = await Should.ThrowAsync<UnavailableException>(() => Table.CreateAsync(Schema, []));

        error.Message.ShouldStartWith($"The Delta table '{Folder}' cannot be ");
        error.Message.ShouldNotContain("\n");
    }
}
