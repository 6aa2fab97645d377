using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Appending;

public sealed class WriteVectorTests : IDisposable
{
    private readonly TestDatabase _db = TestDatabase.Open();
    private readonly DuckDbAppender _appender;

    public WriteVectorTests()
    {
        _db.Connection.Execute(
            "CREATE TABLE t (flag BOOLEAN, n INTEGER, s VARCHAR, b BLOB, d DECIMAL(9,2), day DATE, ts TIMESTAMP, tz TIMESTAMPTZ, tm TIME)");
        _appender = _db.Connection.Append("t");
    }

    private DuckDbWriteChunk Chunk => _appender.Chunk;

    public void Dispose()
    {
        _appender.Dispose();
        _db.Dispose();
    }

    [Fact]
    public void A_write_of_the_wrong_type_names_the_right_call()
    {
        Wrong(0, v => v.Values<byte>())
            .ShouldBe("Values<Byte>() does not fit column \"flag\" of type BOOLEAN; use Values<bool>().");
        Wrong(1, v => v.Values<long>())
            .ShouldBe("Values<Int64>() does not fit column \"n\" of type INTEGER; use Values<int>().");
        Wrong(1, v => v.SetString(0, "x"))
            .ShouldBe("SetString(row, …) does not fit column \"n\" of type INTEGER; use Values<int>().");
        Wrong(2, v => v.Values<int>())
            .ShouldBe("Values<Int32>() does not fit column \"s\" of type VARCHAR; use SetString(row, …).");
        Wrong(3, v => v.SetString(0, "x"))
            .ShouldBe("SetString(row, …) does not fit column \"b\" of type BLOB; use SetString(row, bytes).");
        Wrong(4, v => v.SetDate(0, default))
            .ShouldBe("SetDate(row, …) does not fit column \"d\" of type DECIMAL(9,2); use SetDecimal(row, …) or Values<int>().");
        Wrong(5, v => v.SetDecimal(0, 1))
            .ShouldBe("SetDecimal(row, …) does not fit column \"day\" of type DATE; use SetDate(row, …) or Values<int>().");
        Wrong(6, v => v.SetTimestampTz(0, default))
            .ShouldBe("SetTimestampTz(row, …) does not fit column \"ts\" of type TIMESTAMP; use SetTimestamp(row, …) or Values<long>().");
        Wrong(7, v => v.SetTime(0, default)).ShouldBe(
            "SetTime(row, …) does not fit column \"tz\" of type TIMESTAMP WITH TIME ZONE; use SetTimestampTz(row, …) or Values<long>().");
        Wrong(8, v => v.SetTimestamp(0, default))
            .ShouldBe("SetTimestamp(row, …) does not fit column \"tm\" of type TIME; use SetTime(row, …) or Values<long>().");
    }

    [Fact]
    public void Rows_and_columns_outside_the_chunk_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Chunk[0].SetNull(2048)).Message
            .ShouldBe("There is no row 2048: the chunk holds 2048 rows, counted from 0. (Parameter 'row')");
        Should.Throw<ArgumentOutOfRangeException>(() => Chunk[2].SetString(-1, "x"));
        Should.Throw<ArgumentOutOfRangeException>(() => Chunk[9].SetNull(0));
        Should.Throw<ArgumentOutOfRangeException>(() => Chunk[-1].SetNull(0));
        Should.Throw<ArgumentOutOfRangeException>(() => Chunk.RowCount = 2049).Message
            .ShouldBe("A chunk holds 0 to 2048 rows, not 2049; append it and go on with the next. (Parameter 'value')");
        Should.Throw<ArgumentOutOfRangeException>(() => Chunk.RowCount = -1);
    }

    [Fact]
    public void Text_that_is_not_unicode_is_refused()
    {
        Should.Throw<ArgumentException>(() => Chunk[2].SetString(5, [0x61, 0xFF])).Message.ShouldBe(
            "The bytes for row 5 of column \"s\" are not UTF-8; decode them first, or make the column a BLOB. (Parameter 'utf8')");
        Should.Throw<ArgumentException>(() => Chunk[2].SetString(0, "\udc00")).Message.ShouldBe(
            "The text has a surrogate without its partner at position 0 and cannot be stored as UTF-8; repair it first.");
    }

    [Fact]
    public void A_decimal_that_would_be_rounded_or_does_not_fit_is_refused()
    {
        const string Advice = " does not fit DECIMAL(9,2) without loss; round it to 2 digits or widen the column.";

        Should.Throw<OverflowException>(() => Chunk[4].SetDecimal(0, 1.005m)).Message.ShouldBe("The decimal 1.005" + Advice);
        Should.Throw<OverflowException>(() => Chunk[4].SetDecimal(0, 10_000_000m)).Message.ShouldBe("The decimal 10000000" + Advice);
        Chunk[4].SetDecimal(0, -9_999_999.99m);
        Chunk[4].SetDecimal(1, 1.500000m);
        Chunk[4].Values<int>()[..2].ToArray().ShouldBe([-999_999_999, 150]);
    }

    [Fact]
    public void A_local_time_is_refused()
    {
        Should.Throw<ArgumentException>(() => Chunk[6].SetTimestamp(0, new DateTime(0, DateTimeKind.Local)));
    }

    [Fact]
    public void A_vector_is_invalid_after_its_chunk_is_appended()
    {
        var vector = Chunk[2];
        Chunk.RowCount = 1;
        _appender.AppendChunk();

        try
        {
            vector.SetString(0, "late");
            Assert.Fail("The vector could be used after its chunk was appended.");
        }
        catch (ObjectDisposedException)
        {
        }

        Chunk.RowCount.ShouldBe(0);
        _appender.Dispose();
        Should.Throw<ObjectDisposedException>(() => Chunk[0].SetNull(0));
        Should.Throw<ObjectDisposedException>(() => Chunk.RowCount = 1);
    }

    private delegate void Use(DuckDbWriteVector vector);

    private string Wrong(int column, Use use) => Should.Throw<InvalidOperationException>(() => use(Chunk[column])).Message;
}
