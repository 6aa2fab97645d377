using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Core.Tests.Expressions;

/// <summary>The three ways to evaluate a lambda: as the language does on an object, one row of a batch at a time, and many rows in one call.</summary>
internal sealed class Forms<T>
{
    private readonly LambdaExpression _lambda;
    private readonly IReadOnlyList<T> _objects;
    private readonly EventBatch _batch;
    private readonly Func<T, object?> _plain;
    private readonly RowFunction _row;
    private readonly ColumnFunction _column;

    public Forms(EventBatch batch, IReadOnlyList<T> objects, LambdaExpression lambda)
    {
        (_batch, _objects, _lambda) = (batch, objects, lambda);
        _plain = Expression.Lambda<Func<T, object?>>(Expression.Convert(lambda.Body, typeof(object)), lambda.Parameters).Compile();
        var folded = ConstantFolder.Fold(lambda, "View v");
        _row = RowCompiler.Compile(folded, batch.Schema, "Feature v:f").Function;
        _column = ColumnCompiler.Compile(folded, batch.Schema, "Feature v:f");
    }

    /// <summary>Whether the lambda throws for a row.</summary>
    public bool Throws() => _objects.Any(o => Forms.Try(() => Forms.Wrap(_plain(o))).Error is not null);

    /// <summary>The first difference between the three, in words; null where there is none.</summary>
    public string? Disagreement()
    {
        var fine = new List<int>();
        var expected = new FeatureValue[_objects.Count];
        for (var row = 0; row < _objects.Count; row++)
        {
            var (value, threw) = Forms.Try(() => Forms.Wrap(_plain(_objects[row])));
            var byRow = Forms.Try(() => _row(_batch, row));
            var single = Column.Create(_column.Type, 1);
            var byColumn = Forms.Try(() => Fill(single, [row]).Value(0));
            if (Difference(value, threw, byRow) is { } rowDiffers)
            {
                return $"{_lambda} of {_objects[row]}: the row form {rowDiffers}";
            }

            if (single is Column<DateTime> { Values: [var time] } && (time.Kind != DateTimeKind.Utc && !single.Nulls[0] && threw is null || time.Ticks % TimeSpan.TicksPerMicrosecond != 0))
            {
                return $"{_lambda} of {_objects[row]}: the column form gives {time:O} of kind {time.Kind}, which is no stored time";
            }

            if (Difference(value, threw, byColumn) is { } columnDiffers)
            {
                return $"{_lambda} of {_objects[row]}: the column form {columnDiffers}";
            }

            expected[row] = value;
            if (threw is null)
            {
                fine.Add(row);
            }
        }

        // Together, in another order, and into the middle of a column that held something else.
        fine.Reverse();
        var together = Column.Create(_column.Type, fine.Count);
        Fill(together, [.. fine.Skip(1), .. fine.Take(1)]);
        Fill(together, fine);
        return fine.Index().Where(f => together.Value(f.Index) != expected[f.Item])
            .Select(f => $"{_lambda} of {_objects[f.Item]}: the column form of all rows gives {together.Value(f.Index)}, the lambda {expected[f.Item]}").FirstOrDefault();
    }

    private static string? Difference(FeatureValue expected, Exception? threw, (FeatureValue Value, Exception? Error) form)
    {
        if (threw is null)
        {
            return form.Error is { } error ? $"throws {error.Message}, the lambda gives {expected}" : form.Value == expected ? null : $"gives {form.Value}, the lambda {expected}";
        }

        var message = threw is LarderException ? threw.Message : $"Feature v:f threw {threw.GetType().Name}: {threw.Message}";
        var isNamed = threw is LarderException ? form.Error?.GetType() == threw.GetType() : form.Error is UserCodeException { InnerException: { } inner } && inner.GetType() == threw.GetType();
        return isNamed && form.Error!.Message == message ? null : $"{(form.Error is null ? $"gives {form.Value}" : $"throws {form.Error.Message}")}, the lambda throws {threw.GetType().Name}: {threw.Message}";
    }

    private Column Fill(Column target, List<int> rows)
    {
        _column.Fill(_batch, [.. rows, -1], rows.Count, target, 0);
        return target;
    }
}

internal static class Forms
{
    public static (FeatureValue Value, Exception? Error) Try(Func<FeatureValue> compute)
    {
        try
        {
            return (compute(), null);
        }
        catch (Exception error)
        {
            return (FeatureValue.Null, error);
        }
    }

    /// <summary>Whatever NaN the processor makes, a computed one is stored as one.</summary>
    public static FeatureValue Wrap(object? value) => value switch
    {
        null => FeatureValue.Null,
        bool v => FeatureValue.From(v),
        int v => FeatureValue.From(v),
        long v => FeatureValue.From(v),
        float v => FeatureValue.From(float.IsNaN(v) ? float.NaN : v),
        double v => FeatureValue.From(double.IsNaN(v) ? double.NaN : v),
        string v => FeatureValue.From(v),
        DateTime v => FeatureValue.From(v),
        double[] v => FeatureValue.From(v),
        _ => throw new ArgumentException($"no column type for {value.GetType()}", nameof(value)),
    };
}
