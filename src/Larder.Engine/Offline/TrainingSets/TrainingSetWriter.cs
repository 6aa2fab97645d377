using System.Runtime.ExceptionServices;
using Larder.DuckDb;
using Larder.Engine;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// Writes the joined columns beside the spine: for each view its features as <c>view__feature</c>, then <c>view__event_time</c> and
/// <c>view__status</c>. On-demand features are computed here, many rows at once, by the column form of the code that serves them. To the engine all of them are
/// one function of the spine's row number: it writes on all its threads, and no second table is made.
/// </summary>
internal sealed class TrainingSetWriter
{
    private const string Joined = "joined";

    // In the file a text like any other, but one that the engine writes as a number into a list of all statuses.
    private const string StatusType = "feature_status";

    private readonly FeaturePlan _plan;
    private readonly IReadOnlyList<ViewColumns> _views;
    private readonly SpineTable _spine;
    private readonly Column[] _request;
    private readonly ViewColumns[] _outputs;
    private readonly PlannedFeature[] _onDemand;
    private readonly int[] _onDemandInvalid;
    private ExceptionDispatchInfo? _thrown;

    /// <param name="plan">The features.</param>
    /// <param name="views">What the source views yield.</param>
    /// <param name="spine">The spine.</param>
    public TrainingSetWriter(FeaturePlan plan, IReadOnlyList<ViewColumns> views, SpineTable spine)
    {
        (_plan, _views, _spine) = (plan, views, spine);
        _request = [.. plan.Request.Select(r => spine.Request[r.Name])];
        _outputs = [.. views.Where(v => plan.Outputs.Any(o => o.View == v.View))];
        _onDemand = [.. plan.Outputs.Where(o => !views.Any(v => v.View == o.View))];
        _onDemandInvalid = new int[_onDemand.Length];
    }

    /// <summary>The features with invalid values, which are null in the file; once it is written.</summary>
    public IReadOnlyList<InvalidCount> Invalid =>
    [
        .. _outputs.SelectMany(v => v.View.Features.Select((f, i) => new InvalidCount($"{v.View.Name}:{f.Name}", v.CountInvalid(i))))
            .Concat(_onDemand.Select((o, i) => new InvalidCount($"{o.View.Name}:{o.Feature.Name}", _onDemandInvalid[i])))
            .Where(c => c.Rows > 0),
    ];

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="Errors.LarderException">An on-demand feature threw, or the disk or the engine did not do.</exception>
    public void Write(DuckDbConnection connection, string path, CancellationToken cancellationToken)
    {
        WrittenColumn[] columns =
        [
            .. _outputs.SelectMany(ColumnsOf),
            .. _onDemand.Select(o => new WrittenColumn(o.FullName, SqlTypes.TypeOf(o.Feature.Type))),
        ];
        connection.Execute($"CREATE TYPE IF NOT EXISTS {StatusType} AS ENUM ({string.Join(", ", Enum.GetValues<FeatureStatus>().Select(s => Identifiers.Literal(s.WireName())))})", cancellationToken);
        connection.AddFunction(Joined, [.. columns.Select(c => new DuckDbColumn(c.Name, c.Type))], Fill);
        try
        {
            ParquetWriter.WriteFile(
                connection,
                $"SELECT {string.Join(", ", _spine.Select.Concat(columns.Select(c => c.Select)))} FROM (SELECT *, {Joined}(rowid) AS {Joined} FROM {SpineTable.Rows})",
                path,
                cancellationToken);
        }
        catch (Exception) when (_thrown is not null)
        {
            _thrown.Throw();
        }
    }

    private static IEnumerable<WrittenColumn> ColumnsOf(ViewColumns view) =>
    [
        .. view.View.Features.Select(f => new WrittenColumn($"{view.View.Name}__{f.Name}", SqlTypes.TypeOf(f.Type))),
        new WrittenColumn($"{view.View.Name}__event_time", DuckDbType.Of(DuckDbTypeKind.Timestamp)),
        new WrittenColumn($"{view.View.Name}__status", DuckDbType.Of(DuckDbTypeKind.UTinyInt)) { IsStatus = true },
    ];

    /// <summary>Computes the columns of some rows; many threads at once.</summary>
    private void Fill(ReadOnlySpan<long> rows, DuckDbFunctionRows target)
    {
        try
        {
            // The engine reads a table's rows as they lie, batch by batch.
            var first = checked((int)rows[0]);
            if (rows[^1] - first != rows.Length - 1)
            {
                throw new InvalidOperationException($"The rows of the spine from {first} on do not follow each other.");
            }

            var column = 0;
            foreach (var view in _outputs)
            {
                column = Fill(target, column, view, first, rows.Length);
            }

            FillOnDemand(target, column, first, rows.Length);
        }
        catch (Exception thrown)
        {
            Interlocked.CompareExchange(ref _thrown, ExceptionDispatchInfo.Capture(thrown), null);
            throw;
        }
    }

    private static int Fill(DuckDbFunctionRows target, int column, ViewColumns view, int first, int count)
    {
        for (var f = 0; f < view.View.Features.Count; f++)
        {
            view.Write(target[column++], f, first, count);
        }

        view.WriteTimes(target[column++], first, count);
        view.WriteStatuses(target[column++], first, count);
        return column;
    }

    private void FillOnDemand(DuckDbFunctionRows target, int column, int first, int count)
    {
        if (_onDemand.Length == 0)
        {
            return;
        }

        var slots = PointInTimeJoin.Gather(_plan, _views, _request, first, count);
        _plan.ComputeOnDemand(slots, count);
        for (var i = 0; i < _onDemand.Length; i++)
        {
            var values = slots[_onDemand[i].Slot];
            ColumnWriter.Write(target[column + i], values, 0, count);
            Interlocked.Add(ref _onDemandInvalid[i], values.CountInvalid());
        }
    }

    /// <summary>A column beside the spine. A status travels to the engine as its number and is named there, not row by row here.</summary>
    private sealed record WrittenColumn(string Name, DuckDbType Type)
    {
        private static readonly string Names =
            string.Concat(Enum.GetValues<FeatureStatus>().Select(s => $" WHEN {(int)s} THEN {Identifiers.Literal(s.WireName())}::{StatusType}"));

        public bool IsStatus { get; init; }

        public string Select => IsStatus ? $"CASE {Field}{Names} END AS {Identifiers.Quote(Name)}" : $"{Field} AS {Identifiers.Quote(Name)}";

        private string Field => $"{Joined}.{Identifiers.Quote(Name)}";
    }
}
