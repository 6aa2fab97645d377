namespace Larder.Types;

/// <summary>
/// Zeros and NaNs in one form, which every event gets on its way in, by batch and by stream: Parquet dictionaries hold equal numbers once, so
/// that otherwise the bits of the first zero in a file would become those of all.
/// </summary>
public static class OneForm
{
    /// <summary>0.0 for both zeros, one NaN for all.</summary>
    public static double Of(double value) => double.IsNaN(value) ? double.NaN : value + 0d;

    /// <inheritdoc cref="Of(double)"/>
    public static float Of(float value) => float.IsNaN(value) ? float.NaN : value + 0f;

    /// <summary>Brings a row of a column into it, also inside lists and maps, which are replaced and not changed.</summary>
    public static void Bring(Column column, int row)
    {
        switch (column)
        {
            case Column<double> c:
                c.Values[row] = Of(c.Values[row]);
                break;
            case Column<float> c:
                c.Values[row] = Of(c.Values[row]);
                break;
            case Column<double[]> { Values: var lists } when lists[row] is { } list:
                lists[row] = Array.ConvertAll(list, Of);
                break;
            case Column<float[]> { Values: var lists } when lists[row] is { } list:
                lists[row] = Array.ConvertAll(list, Of);
                break;
            case Column<FeatureMap<double>> { Values: var maps } when maps[row] is { } map:
                maps[row] = new FeatureMap<double>(map.Select(e => KeyValuePair.Create(e.Key, Of(e.Value))));
                break;
        }
    }

    /// <summary>Brings all rows of a batch into it.</summary>
    public static void Bring(EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (var column in batch.Columns)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                Bring(column, row);
            }
        }
    }
}
