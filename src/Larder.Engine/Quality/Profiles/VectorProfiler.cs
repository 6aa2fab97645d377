using Larder.DuckDb;
using Larder.Types;

namespace Larder.Quality.Profiles;

/// <summary>Adds the values of some rows of a vector to a profile, all of one column at once.</summary>
internal sealed class VectorProfiler
{
    private double[] _numbers = new double[2048];

    /// <summary>Adds the rows given.</summary>
    public void Add(FeatureProfile profile, DuckDbVector vector, ReadOnlySpan<int> rows)
    {
        var valid = vector.Validity;
        switch (profile.Kind)
        {
            case ProfileKind.Number:
                AddNumbers(profile, vector, valid, rows);
                break;
            case ProfileKind.Category when vector.Type.Kind == DuckDbTypeKind.Boolean:
                foreach (var row in rows)
                {
                    if (IsNull(valid, row))
                    {
                        profile.AddNulls(1);
                    }
                    else
                    {
                        profile.AddBoolean(vector.GetBoolean(row));
                    }
                }

                break;
            case ProfileKind.Category:
                foreach (var row in rows)
                {
                    if (IsNull(valid, row))
                    {
                        profile.AddNulls(1);
                    }
                    else
                    {
                        profile.AddText(vector.Bytes(row));
                    }
                }

                break;
            case ProfileKind.Time:
                var times = vector.Values<long>();
                foreach (var row in rows)
                {
                    if (IsNull(valid, row))
                    {
                        profile.AddNulls(1);
                    }
                    else
                    {
                        profile.AddTime(new Instant(times[row]));
                    }
                }

                break;
            default:
                var nulls = 0;
                foreach (var row in rows)
                {
                    nulls += IsNull(valid, row) ? 1 : 0;
                }

                profile.AddNulls(nulls);
                profile.AddOpaque(rows.Length - nulls);
                break;
        }
    }

    private static bool IsNull(ReadOnlySpan<ulong> valid, int row) => valid.Length > 0 && (valid[row >> 6] & (1UL << (row & 63))) == 0;

    private void AddNumbers(FeatureProfile profile, DuckDbVector vector, ReadOnlySpan<ulong> valid, ReadOnlySpan<int> rows)
    {
        if (_numbers.Length < rows.Length)
        {
            _numbers = new double[rows.Length];
        }

        var count = vector.Type.Kind switch
        {
            DuckDbTypeKind.Integer => Take(vector.Values<int>(), valid, rows),
            DuckDbTypeKind.BigInt => Take(vector.Values<long>(), valid, rows),
            DuckDbTypeKind.Float => Take(vector.Values<float>(), valid, rows),
            _ => Take(vector.Values<double>(), valid, rows),
        };
        profile.AddNulls(rows.Length - count);
        profile.AddNumbers(_numbers.AsSpan(0, count));
    }

    private int Take<T>(ReadOnlySpan<T> values, ReadOnlySpan<ulong> valid, ReadOnlySpan<int> rows)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var count = 0;
        foreach (var row in rows)
        {
            if (!IsNull(valid, row))
            {
                _numbers[count++] = double.CreateTruncating(values[row]);
            }
        }

        return count;
    }
}
