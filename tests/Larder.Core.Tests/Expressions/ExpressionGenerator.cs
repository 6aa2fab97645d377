using System.Globalization;
using System.Linq.Expressions;

namespace Larder.Core.Tests.Expressions;

/// <summary>Makes random lambdas over <see cref="Sale"/> that are well typed, and that throw now and then.</summary>
internal sealed class ExpressionGenerator(Random random)
{
    private static readonly Type[] Numbers = [typeof(int), typeof(long), typeof(float), typeof(double)];
    private static readonly Type[] Results =
    [
        .. Numbers, typeof(bool), typeof(string), typeof(DateTime), typeof(int?), typeof(long?), typeof(float?), typeof(double?), typeof(bool?), typeof(DateTime?), typeof(double[]),
    ];

    private static readonly ExpressionType[] Arithmetic =
        [ExpressionType.Add, ExpressionType.Subtract, ExpressionType.Multiply, ExpressionType.Divide, ExpressionType.Modulo];

    private static readonly ExpressionType[] Checked = [ExpressionType.AddChecked, ExpressionType.SubtractChecked, ExpressionType.MultiplyChecked];
    private static readonly ExpressionType[] Bitwise = [ExpressionType.And, ExpressionType.Or, ExpressionType.ExclusiveOr];
    private static readonly ExpressionType[] Comparisons =
    [
        ExpressionType.LessThan, ExpressionType.LessThanOrEqual, ExpressionType.GreaterThan, ExpressionType.GreaterThanOrEqual, ExpressionType.Equal, ExpressionType.NotEqual,
    ];

    private static readonly string[] Zones = ["UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];

    private readonly ParameterExpression _sale = Expression.Parameter(typeof(Sale), "l");

    public LambdaExpression Lambda() => Expression.Lambda(Of(Pick(Results), random.Next(1, 6)), _sale);

    private Expression Of(Type type, int depth)
    {
        if (type == typeof(double[]))
        {
            return random.Next(2) == 0
                ? Call(nameof(FeatureMath.OneHot), [typeof(string), typeof(string[])], Of(typeof(string), depth - 1), Expression.NewArrayInit(typeof(string), Constant("C1"), Constant("ä")))
                : Call(nameof(FeatureMath.OneHot), [typeof(long?), typeof(long[])], Of(typeof(long?), depth - 1), Expression.NewArrayInit(typeof(long), Constant(0L), Constant(7L)));
        }

        if (depth <= 0 || random.Next(8) == 0)
        {
            return Leaf(type);
        }

        Expression Next(Type t) => Of(t, depth - 1);
        if (random.Next(10) == 0)
        {
            return Expression.Condition(Next(typeof(bool)), Next(type), Next(type));
        }

        if (Nullable.GetUnderlyingType(type) is { } plain)
        {
            return OfNullable(type, plain, Next);
        }

        if (type.IsValueType && random.Next(8) == 0)
        {
            var nullable = typeof(Nullable<>).MakeGenericType(type);
            return random.Next(4) == 0 ? Expression.Property(Next(nullable), "Value") : Expression.Coalesce(Next(nullable), Next(type));
        }

        return type == typeof(bool) ? OfBool(Next)
            : type == typeof(string) ? OfString(Next)
            : type == typeof(DateTime) ? OfTime(Next)
            : OfNumber(type, Next);
    }

    private Expression OfNumber(Type type, Func<Type, Expression> next)
    {
        var isWhole = type == typeof(int) || type == typeof(long);
        switch (random.Next(7))
        {
            case 0 when isWhole:
                return Expression.MakeBinary(Pick(Checked), next(type), next(type));
            case 1 when isWhole:
                return Expression.MakeBinary(Pick(Bitwise), next(type), next(type));
            case 2:
                var from = Pick(Numbers);
                return random.Next(3) == 0 ? Expression.ConvertChecked(next(from), type) : Expression.Convert(next(from), type);
            case 3:
                return Expression.Negate(next(type));
            case 4 when type == typeof(int):
                return IntegerOfOther(next);
            case 5 when type == typeof(double):
                return DoubleOfDouble(next);
            default:
                return Expression.MakeBinary(Pick(Arithmetic), next(type), next(type));
        }
    }

    private Expression IntegerOfOther(Func<Type, Expression> next) => random.Next(5) switch
    {
        0 => Expression.Property(next(typeof(string)), nameof(string.Length)),
        1 => Expression.Property(next(typeof(DateTime)), Pick([nameof(DateTime.Hour), nameof(DateTime.Year), nameof(DateTime.DayOfYear), nameof(DateTime.Microsecond)])),
        2 => Expression.Convert(Expression.Property(next(typeof(DateTime)), nameof(DateTime.DayOfWeek)), typeof(int)),
        3 => Expression.Call(typeof(string), nameof(string.CompareOrdinal), null, next(typeof(string)), next(typeof(string))),
        _ => Expression.Call(typeof(int).GetMethod(nameof(int.Parse), [typeof(string), typeof(IFormatProvider)])!, next(typeof(string)), Invariant),
    };

    private MethodCallExpression DoubleOfDouble(Func<Type, Expression> next) => random.Next(4) switch
    {
        0 => Expression.Call(typeof(Math), Pick([nameof(Math.Sqrt), nameof(Math.Floor), nameof(Math.Abs), nameof(Math.Truncate)]), null, next(typeof(double))),
        1 => Expression.Call(typeof(Math), Pick([nameof(Math.Max), nameof(Math.Min)]), null, next(typeof(double)), next(typeof(double))),
        2 => Call(nameof(FeatureMath.Atan2), [typeof(double), typeof(double)], next(typeof(double)), next(typeof(double))),
        _ => Call(Pick([nameof(FeatureMath.Exp), nameof(FeatureMath.Log), nameof(FeatureMath.Log1p), nameof(FeatureMath.Sin), nameof(FeatureMath.Cos)]), [typeof(double)], next(typeof(double))),
    };

    private Expression OfBool(Func<Type, Expression> next)
    {
        switch (random.Next(7))
        {
            case 0:
                return Expression.AndAlso(next(typeof(bool)), next(typeof(bool)));
            case 1:
                return Expression.OrElse(next(typeof(bool)), next(typeof(bool)));
            case 2:
                return Expression.Not(next(typeof(bool)));
            case 3:
                return Expression.Call(
                    next(typeof(string)), typeof(string).GetMethod(Pick([nameof(string.Contains), nameof(string.StartsWith), nameof(string.EndsWith)]), [typeof(string), typeof(StringComparison)])!,
                    next(typeof(string)), Constant(Pick([StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])));
            case 4:
                return Expression.MakeBinary(Pick([ExpressionType.Equal, ExpressionType.NotEqual]), next(typeof(string)), random.Next(3) == 0 ? Expression.Constant(null, typeof(string)) : next(typeof(string)));
            default:
                var type = Pick([.. Numbers, typeof(DateTime), typeof(int?), typeof(long?), typeof(float?), typeof(double?), typeof(DateTime?)]);
                return Expression.MakeBinary(Pick(Comparisons), next(type), next(type));
        }
    }

    private Expression OfString(Func<Type, Expression> next) => random.Next(6) switch
    {
        0 => Expression.Call(typeof(string).GetMethod(nameof(string.Concat), [typeof(string), typeof(string)])!, next(typeof(string)), next(typeof(string))),
        1 => Expression.Call(next(typeof(string)), Pick([nameof(string.ToUpperInvariant), nameof(string.ToLowerInvariant), nameof(string.Trim)]), null),
        2 => Expression.Call(next(typeof(string)), typeof(string).GetMethod(nameof(string.Substring), [typeof(int)])!, Constant(random.Next(3))),
        3 => Formatted(next(Pick(Numbers))),
        4 => Expression.Call(
            next(typeof(DateTime)), typeof(DateTime).GetMethod(nameof(ToString), [typeof(string), typeof(IFormatProvider)])!, Constant("yyyy-MM-dd'T'HH:mm:ss.fffffff"), Invariant),
        _ => Expression.Coalesce(next(typeof(string)), next(typeof(string))),
    };

    private Expression OfTime(Func<Type, Expression> next) => random.Next(4) switch
    {
        0 => Expression.Property(next(typeof(DateTime)), nameof(DateTime.Date)),
        1 => Call(nameof(FeatureMath.LocalTime), [typeof(DateTime), typeof(string)], next(typeof(DateTime)), Zone()),
        _ => Expression.Call(next(typeof(DateTime)), typeof(DateTime).GetMethod(Pick([nameof(DateTime.AddDays), nameof(DateTime.AddHours), nameof(DateTime.AddSeconds)]), [typeof(double)])!, next(typeof(double))),
    };

    private Expression OfNullable(Type type, Type plain, Func<Type, Expression> next)
    {
        switch (random.Next(4))
        {
            case 0:
                return Expression.Convert(next(plain), type);
            case 1 when Numbers.Contains(plain):
                return Expression.MakeBinary(Pick(Arithmetic), next(type), next(type));
            case 1 when plain == typeof(bool):
                return Expression.MakeBinary(Pick(Bitwise), next(type), next(type));
            default:
                return (Expression?)Function(plain, next) ?? Expression.Convert(next(plain), type);
        }
    }

    private MethodCallExpression? Function(Type plain, Func<Type, Expression> next)
    {
        Expression Real() => next(typeof(double?));
        Expression Time() => next(typeof(DateTime?));
        Expression Text() => next(typeof(string));
        var (time, text, real) = (typeof(DateTime?), typeof(string), typeof(double?));
        if (plain == typeof(int))
        {
            return random.Next(7) switch
            {
                0 => Call(nameof(FeatureMath.Bucketize), [real, typeof(double[])], Real(), Expression.NewArrayInit(typeof(double), Constant(-1.5), Constant(0d), Constant(random.Next(3) / 1d))),
                1 => Call(nameof(FeatureMath.HashBin), [text, typeof(int)], Text(), Constant(random.Next(20))),
                2 => Call(nameof(FeatureMath.HashBin), [typeof(long?), typeof(int)], next(typeof(long?)), Constant(1 + random.Next(20))),
                3 => Call(Pick([nameof(FeatureMath.HourOfDay), nameof(FeatureMath.DayOfWeek)]), [time, text], Time(), Zone()),
                4 => Call(nameof(FeatureMath.TextLength), [text], Text()),
                5 => Call(nameof(FeatureMath.TokenCount), [text], Text()),
                _ => Call(nameof(FeatureMath.DaysBetween), [time, time, text], Time(), Time(), Zone()),
            };
        }

        if (plain == typeof(double))
        {
            return random.Next(6) switch
            {
                0 => Call(nameof(FeatureMath.Ratio), [real, real], Real(), Real()),
                1 => Call(Pick([nameof(FeatureMath.MinMaxScale), nameof(FeatureMath.Standardize), nameof(FeatureMath.Clip)]), [real, real, real], Real(), Real(), Real()),
                2 => Call(nameof(FeatureMath.Haversine), [real, real, real, real], Real(), Real(), Real(), Real()),
                3 => Call(nameof(FeatureMath.DaysBetween), [time, time], Time(), Time()),
                4 => Call(nameof(FeatureMath.CosineSimilarity), [typeof(double[]), typeof(double[])], next(typeof(double[])), next(typeof(double[]))),
                _ => Call(Pick([nameof(FeatureMath.Exp2), nameof(FeatureMath.Exp), nameof(FeatureMath.Log), nameof(FeatureMath.Log1p), nameof(FeatureMath.Sin), nameof(FeatureMath.Cos)]), [real], Real()),
            };
        }

        return plain == typeof(DateTime) ? Call(nameof(FeatureMath.LocalTime), [time, text], Time(), Zone())
            : plain != typeof(bool) ? null
            : random.Next(2) == 0 ? Call(nameof(FeatureMath.IsWeekend), [time, text], Time(), Zone())
            : Call(nameof(FeatureMath.IsHoliday), [time, text, typeof(HolidayCalendar)], Time(), Zone(), Constant(Pick([HolidayCalendar.UnitedStatesFederal, HolidayCalendar.EnglandAndWales])));
    }

    private Expression Leaf(Type type)
    {
        var properties = typeof(Sale).GetProperties().Where(p => p.PropertyType == type).ToArray();
        return properties.Length > 0 && random.Next(3) > 0 ? Expression.Property(_sale, Pick(properties))
            : type == typeof(int) ? Constant(Pick([0, 1, -1, 3, int.MaxValue, int.MinValue]))
            : type == typeof(long) ? Constant(Pick([0L, 1, -1, 10, long.MaxValue, long.MinValue]))
            : type == typeof(float) ? Constant(Pick([0f, -0f, 1.5f, float.NaN, float.MaxValue, float.NegativeInfinity]))
            : type == typeof(double) ? Constant(Pick([0d, -0d, 2.5, double.NaN, double.MaxValue, double.PositiveInfinity, 1e-310]))
            : type == typeof(bool) ? Constant(random.Next(2) == 0)
            : type == typeof(string) ? Constant(Pick(["", "C1", "ß", "12", " \u00a0x"]))
            : type == typeof(DateTime) ? Constant(new DateTime(2019, 3, 10, 7, 0, 0, DateTimeKind.Utc))
            : random.Next(3) == 0 ? Expression.Default(type)
            : Expression.Convert(Leaf(Nullable.GetUnderlyingType(type)!), type);
    }

    private static MethodCallExpression Formatted(Expression number) =>
        Expression.Call(number, number.Type.GetMethod(nameof(ToString), [typeof(IFormatProvider)])!, Invariant);

    private static MemberExpression Invariant => Expression.Property(null, typeof(CultureInfo), nameof(CultureInfo.InvariantCulture));

    private static MethodCallExpression Call(string function, Type[] parameters, params Expression[] arguments) =>
        Expression.Call(typeof(FeatureMath).GetMethod(function, parameters)!, arguments);

    private static ConstantExpression Constant<T>(T value) => Expression.Constant(value, typeof(T));

    private ConstantExpression Zone() => Constant(random.Next(40) == 0 ? "Nowhere" : Pick(Zones));

    private TItem Pick<TItem>(TItem[] items) => items[random.Next(items.Length)];
}
