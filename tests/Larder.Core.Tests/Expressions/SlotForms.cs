using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Core.Tests.Expressions;

/// <summary>The three ways to evaluate an on-demand function: as the language does on an object, over the slots of one row, and over columns of slots in one call.</summary>
internal sealed class SlotForms
{
    private readonly LambdaExpression _lambda;
    private readonly IReadOnlyList<Sale> _sales;
    private readonly FeatureValue[][] _rows;
    private readonly IReadOnlyList<int> _used;
    private readonly Func<Sale, object?> _plain;
    private readonly SlotFunction _row;
    private readonly SlotColumnFunction _column;

    /// <param name="sales">The rows; each property is a slot.</param>
    /// <param name="lambda">The function.</param>
    /// <param name="random">Makes a slot of some rows invalid.</param>
    public SlotForms(IReadOnlyList<Sale> sales, LambdaExpression lambda, Random random)
    {
        (_sales, _lambda) = (sales, lambda);
        _plain = Expression.Lambda<Func<Sale, object?>>(Expression.Convert(lambda.Body, typeof(object)), lambda.Parameters).Compile();
        var batch = Rows.Batch(sales);
        var folded = ConstantFolder.Fold(lambda, "View v");
        var reads = new SlotReads();
        reads.Add(folded.Parameters[0], [.. batch.Schema.Columns.Select(c => c.Property)], "View v");
        var slots = Expression.Parameter(typeof(FeatureValue[]), "slots");
        var read = reads.Rewrite(folded.Body, (slot, type) => ValueConversion.Unwrap(Expression.ArrayIndex(slots, Expression.Constant(slot)), type));
        _used = SlotCompiler.SlotsOf(read);
        _row = SlotCompiler.Compile(read, lambda.ReturnType, slots, "Feature v:f");
        _column = SlotColumnCompiler.Compile(folded.Body, lambda.ReturnType, reads, [.. batch.Schema.Columns.Select(c => c.Type)], _used, "Feature v:f");
        _rows = [.. Enumerable.Range(0, sales.Count).Select(row => batch.Columns.Select(c => c.Value(row)).ToArray())];
        foreach (var row in _rows.Where(_ => random.Next(10) == 0))
        {
            row[random.Next(row.Length)] = FeatureValue.Invalid;
        }
    }

    /// <summary>Rows of which a slot that the function reads is invalid.</summary>
    public int Invalid => _rows.Count(IsInvalid);

    /// <summary>The first difference between the three, in words; null where there is none.</summary>
    public string? Disagreement()
    {
        var fine = new List<int>();
        var expected = new FeatureValue[_rows.Length];
        for (var row = 0; row < _rows.Length; row++)
        {
            var (value, threw) = IsInvalid(_rows[row]) ? (FeatureValue.Invalid, null) : Forms.Try(() => Forms.Wrap(_plain(_sales[row])));
            if (Difference(value, threw, Forms.Try(() => _row(_rows[row]))) is { } byRow)
            {
                return $"{_lambda} of {_sales[row]}: the row form {byRow}";
            }

            if (Difference(value, threw, Forms.Try(() => Fill([row]).Value(0))) is { } byColumn)
            {
                return $"{_lambda} of {_sales[row]}: the column form {byColumn}";
            }

            expected[row] = value;
            if (threw is null)
            {
                fine.Add(row);
            }
        }

        fine.Reverse();
        var together = Fill(fine);
        return fine.Index().Where(f => !IsSame(together.Value(f.Index), expected[f.Item]))
            .Select(f => $"{_lambda} of {_sales[f.Item]}: the column form of all rows gives {together.Value(f.Index)}, the lambda {expected[f.Item]}").FirstOrDefault();
    }

    private static string? Difference(FeatureValue expected, Exception? threw, (FeatureValue Value, Exception? Error) form)
    {
        if (threw is null)
        {
            return form.Error is { } error ? $"throws {error.Message}, the lambda gives {expected}" : IsSame(form.Value, expected) ? null : $"gives {form.Value}, the lambda {expected}";
        }

        var message = threw is LarderException ? threw.Message : $"Feature v:f threw {threw.GetType().Name}: {threw.Message}";
        return form.Error?.Message == message ? null : $"{(form.Error is null ? $"gives {form.Value}" : $"throws {form.Error.Message}")}, the lambda throws {threw.GetType().Name}: {threw.Message}";
    }

    private static bool IsSame(FeatureValue left, FeatureValue right) => left == right && left.IsInvalid == right.IsInvalid;

    private bool IsInvalid(FeatureValue[] row) => _used.Any(slot => row[slot].IsInvalid);

    private Column Fill(List<int> rows)
    {
        var types = EventSchema.Of(typeof(Sale)).Columns;
        Column[] slots = [.. types.Select(c => Column.Create(c.Type, rows.Count + 1))];
        foreach (var (place, row) in rows.Index())
        {
            for (var slot = 0; slot < slots.Length; slot++)
            {
                slots[slot].Set(place, _rows[row][slot]);
            }
        }

        var target = Column.Create(_column.Type, rows.Count + 1);
        target.Set(0, FeatureValue.Invalid);
        _column.Fill(slots, rows.Count, target);
        return target;
    }
}
