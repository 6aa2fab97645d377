using Larder.DuckDb;
using Larder.Engine;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Many checks measured in one query, over all rows or over those of each group.</summary>
internal sealed class FusedScan(CheckRelation rows)
{
    private readonly List<SelectedValue> _read = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<(MeasuredCheck Check, int[] Places, int? Rows)> _measured = [];

    /// <summary>Adds a check, with its condition as SQL. What others select too is selected once.</summary>
    public void Add(MeasuredCheck measurement, string? condition)
    {
        var places = new List<int>();
        foreach (var selected in measurement.Selected)
        {
            places.Add(PlaceOf(selected, condition));
        }

        _measured.Add((measurement, [.. places], condition is null ? null : PlaceOf(CheckMeasures.AllRows, condition)));
    }

    /// <summary>Runs the query. A check whose tally the engine could not say has null.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="groupBy">The column of groups; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IEnumerable<(Check Check, CheckResult? Result)> Run(DuckDbConnection connection, int? groupBy, CancellationToken cancellationToken)
    {
        if (_measured.Count == 0)
        {
            return [];
        }

        var key = groupBy is { } column ? rows.Name(column) : null;
        var select = string.Join(", ", _places.OrderBy(p => p.Value).Select(p => p.Key));
        var answers = rows.Ask(
            connection,
            key is null ? $"SELECT {select} FROM ({rows.Sql})" : $"SELECT {select}, {key} FROM ({rows.Sql}) GROUP BY {key}",
            (chunk, row) => (Values: _read.Select((s, i) => SqlTypes.Value(chunk[i], row, s.Type)).ToArray(), Key: groupBy is { } c ? ValueOrder.Key(SqlTypes.Value(chunk[_read.Count], row, rows.Schema.Columns[c].Type)) : default),
            cancellationToken);
        return _measured.Select(m => (m.Check.Check, ResultOf(m, answers, groupBy is not null)));
    }

    private int PlaceOf(SelectedValue selected, string? condition)
    {
        var sql = selected.Where(condition);
        if (!_places.TryGetValue(sql, out var place))
        {
            _places.Add(sql, place = _places.Count);
            _read.Add(selected);
        }

        return place;
    }

    /// <summary>A group whose rows the check's condition leaves out altogether is none.</summary>
    private static CheckResult? ResultOf((MeasuredCheck Check, int[] Places, int? Rows) measured, List<(FeatureValue[] Values, FeatureValue Key)> answers, bool isGrouped)
    {
        var tallies = answers.Where(a => !isGrouped || measured.Rows is not { } rows || a.Values[rows].Bits > 0).Select(a => (a.Key, Tally: measured.Check.Tally([.. measured.Places.Select(p => a.Values[p])]))).ToArray();
        if (tallies.Any(t => t.Tally is null))
        {
            return null;
        }

        return isGrouped
            ? CheckResult.Of(measured.Check.Check, tallies.Select(t => (t.Key, t.Tally!.Value)))
            : CheckResult.Of(measured.Check.Check, tallies[0].Tally!.Value);
    }
}
