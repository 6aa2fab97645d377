using Larder.Catalog;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>What a view yields for every spine row: its features, how they came about and how old they are.</summary>
internal sealed class ViewColumns
{
    /// <summary>The event time of a row without one.</summary>
    public const long NoEvent = long.MinValue;

    public ViewColumns(CompiledView view, int rows)
    {
        View = view;
        Features = [.. view.Features.Select(f => Column.Create(f.Type, rows))];
        Statuses = new FeatureStatus[rows];
        EventTimes = new long[rows];
        Array.Fill(Statuses, FeatureStatus.NotFound);
        Array.Fill(EventTimes, NoEvent);
        foreach (var feature in Features)
        {
            Array.Fill(feature.Nulls, true);
        }
    }

    /// <summary>The view.</summary>
    public CompiledView View { get; }

    /// <summary>One column per feature.</summary>
    public IReadOnlyList<Column> Features { get; }

    /// <summary>The status of the view's row or events; never <see cref="FeatureStatus.NullValue"/>, which belongs to a single value.</summary>
    public FeatureStatus[] Statuses { get; }

    /// <summary>The event time behind the values, microseconds; <see cref="NoEvent"/> for none.</summary>
    public long[] EventTimes { get; }
}
