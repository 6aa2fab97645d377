namespace Larder.DuckDb.Tests.Support;

/// <summary>How one SQL type is generated, written, bound and read. Adding a type to the round trips means one line.</summary>
public abstract record TypeCase(string Sql)
{
    public static IReadOnlyList<TypeCase> All { get; } =
    [
        new TypeCase<bool>("BOOLEAN", [false, true], r => r.Next(2) == 0,
            (v, i, x) => v.Values<bool>()[i] = x, (s, x) => s.Bind(1, x), (v, i) => v.Values<bool>()[i]),
        new TypeCase<sbyte>("TINYINT", [sbyte.MinValue, sbyte.MaxValue, 0], r => (sbyte)r.Next(),
            (v, i, x) => v.Values<sbyte>()[i] = x, (s, x) => s.Bind(1, x), (v, i) => v.Values<sbyte>()[i]),
        new TypeCase<short>("SMALLINT", [short.MinValue, short.MaxValue, 0], r => (short)r.Next(),
            (v, i, x) => v.Values<short>()[i] = x, (s, x) => s.Bind(1, x), (v, i) => v.Values<short>()[i]),
        new TypeCase<int>("INTEGER", [int.MinValue, int.MaxValue, 0], r => (int)r.NextInt64(),
            (v, i, x) => v.Values<int>()[i] = x, (s, x) => s.Bind(1, x), (v, i) => v.Values<int>()[i]),
        new TypeCase<long>("BIGINT", [long.MinValue, long.MaxValue, 0], r => r.NextInt64(long.MinValue, long.MaxValue),
            (v, i, x) => v.Values<long>()[i] = x, (s, x) => s.Bind(1, x), (v, i) => v.Values<long>()[i]),
        new TypeCase<byte>("UTINYINT", [byte.MaxValue, 0], r => (byte)r.Next(),
            (v, i, x) => v.Values<byte>()[i] = x, (s, x) => s.Bind(1, x), (v, i) => v.Values<byte>()[i]),
        new TypeCase<ushort>("USMALLINT", [ushort.MaxValue, 0], r => (ushort)r.Next(),
            (v, i, x) => v.Values<ushort>()[i] = x, (s, x) => s.Bind(1, x), (v, i) => v.Values<ushort>()[i]),
        new TypeCase<uint>("UINTEGER", [uint.MaxValue, 0], r => (uint)r.NextInt64(),
            (v, i, x) => v.Values<uint>()[i] = x, (s, x) => s.Bind(1, x), (v, i) => v.Values<uint>()[i]),
        new TypeCase<ulong>("UBIGINT", [ulong.MaxValue, 0], r => (ulong)r.NextInt64(long.MinValue, long.MaxValue),
            (v, i, x) => v.Values<ulong>()[i] = x, (s, x) => s.Bind(1, x), (v, i) => v.Values<ulong>()[i]),

        // Floats are compared by their bits: NaN must stay NaN and -0.0 must keep its sign.
        new TypeCase<uint>("FLOAT", [.. Singles.Select(BitConverter.SingleToUInt32Bits)],
            r => BitConverter.SingleToUInt32Bits((float)((r.NextDouble() - 0.5) * Math.Pow(10, r.Next(-30, 30)))),
            (v, i, x) => v.Values<float>()[i] = BitConverter.UInt32BitsToSingle(x),
            (s, x) => s.Bind(1, BitConverter.UInt32BitsToSingle(x)), (v, i) => BitConverter.SingleToUInt32Bits(v.Values<float>()[i])),
        new TypeCase<ulong>("DOUBLE", [.. Doubles.Select(BitConverter.DoubleToUInt64Bits)],
            r => BitConverter.DoubleToUInt64Bits((r.NextDouble() - 0.5) * Math.Pow(10, r.Next(-300, 300))),
            (v, i, x) => v.Values<double>()[i] = BitConverter.UInt64BitsToDouble(x),
            (s, x) => s.Bind(1, BitConverter.UInt64BitsToDouble(x)), (v, i) => BitConverter.DoubleToUInt64Bits(v.Values<double>()[i])),

        Decimal("DECIMAL(4,1)", 999.9m, 1),
        Decimal("DECIMAL(9,0)", 999_999_999m, 0),
        Decimal("DECIMAL(18,3)", 999_999_999_999_999.999m, 3),
        Decimal("DECIMAL(18,18)", 0.999_999_999_999_999_999m, 18),
        Decimal("DECIMAL(28,28)", 0.9999999999999999999999999999m, 28),
        Decimal("DECIMAL(38,0)", decimal.MaxValue, 0),
        Decimal("DECIMAL(38,10)", 7_922_816_251_426_433_759.3543950335m, 10),
        new TypeCase<string>("VARCHAR", Texts, RandomText,
            (v, i, x) => v.SetString(i, x), (s, x) => s.Bind(1, x), (v, i) => v.GetString(i)),
        new TypeCase<string>("BLOB", ["", "00", new string('F', 24), new string('F', 26)],
            r => Convert.ToHexString(RandomBytes(r)),
            (v, i, x) => v.SetString(i, Convert.FromHexString(x)), (s, x) => s.Bind(1, Convert.FromHexString(x)),
            (v, i) => Convert.ToHexString(v.Bytes(i))),
        new TypeCase<DateOnly>("DATE", [DateOnly.MinValue, DateOnly.MaxValue, new(1970, 1, 1), new(1969, 12, 31)],
            r => DateOnly.FromDayNumber(r.Next(DateOnly.MaxValue.DayNumber)),
            (v, i, x) => v.SetDate(i, x), (s, x) => s.Bind(1, x), (v, i) => v.GetDate(i)),
        new TypeCase<TimeOnly>("TIME", [TimeOnly.MinValue, new(863_999_999_990)], r => new TimeOnly(r.NextInt64(86_400_000_000) * 10),
            (v, i, x) => v.SetTime(i, x), (s, x) => s.Bind(1, x), (v, i) => v.GetTime(i)),
        new TypeCase<DateTime>("TIMESTAMP", Instants, RandomInstant,
            (v, i, x) => v.SetTimestamp(i, x), (s, x) => s.Bind(1, x), (v, i) => v.GetTimestamp(i)),
        new TypeCase<DateTime>("TIMESTAMP WITH TIME ZONE", Instants, RandomInstant,
            (v, i, x) => v.SetTimestampTz(i, new DateTimeOffset(x)), (s, x) => s.Bind(1, new DateTimeOffset(x)),
            (v, i) => v.GetTimestamp(i)),
    ];

    private static double[] Doubles =>
    [
        double.MinValue, double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0,
    ];

    private static float[] Singles =>
        [float.MinValue, float.MaxValue, float.Epsilon, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f];

    private static string[] Texts =>
    [
        "", "\0", "a\0b", "it's \"quoted\"", "twelve bytes", "thirteen byte", "größe 日本", "🦆🦆🦆", "🦆🦆🦆🦆", "\\", "%s {0}",
        new('x', 300), "\ufeffbom", "line\r\nbreak",
    ];

    // The last one is the largest DateTime that is a whole microsecond.
    private static DateTime[] Instants =>
    [
        DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc), DateTime.UnixEpoch, DateTime.UnixEpoch.AddTicks(-10),
        new(DateTime.MaxValue.Ticks / 10 * 10, DateTimeKind.Utc),
    ];

    public abstract void RoundTripThroughTheAppender(DuckDbConnection connection, int rows, int seed);

    public abstract void RoundTripThroughParameters(DuckDbConnection connection, int seed);

    public override string ToString() => Sql;

    private static TypeCase<decimal> Decimal(string sql, decimal max, int scale) =>
        new(sql, [max, -max, 0m], r => decimal.Round(max * (decimal)((r.NextDouble() - 0.5) * 1.9), scale),
            (v, i, x) => v.SetDecimal(i, x), (s, x) => s.Bind(1, x), (v, i) => v.GetDecimal(i));

    private static DateTime RandomInstant(Random random) =>
        new(random.NextInt64(DateTime.MaxValue.Ticks / 10) * 10, DateTimeKind.Utc);

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(40)];
        random.NextBytes(bytes);

        return bytes;
    }

    private static string RandomText(Random random)
    {
        string[] pieces = ["a", "Z", " ", "'", "\"", "\0", "ß", "日", "🦆", "\n"];

        return string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => pieces[random.Next(pieces.Length)]));
    }
}
