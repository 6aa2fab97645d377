namespace Larder.Cli.Verification.Causes;

/// <summary>Other orders of rows in which only rows of equal time have changed places.</summary>
internal static class TieOrders
{
    /// <summary>
    /// The orders: every tie reversed; then each pair of neighbours of equal time exchanged; then, where that is no more than <paramref name="most"/>,
    /// every order there is. Each comes with the first two rows that changed places.
    /// </summary>
    /// <param name="times">The rows' times, ascending.</param>
    /// <param name="most">Most orders given.</param>
    public static IEnumerable<int[]> Of(IReadOnlyList<long> times, int most)
    {
        var ties = Ties(times).ToArray();
        return ties.Length == 0 ? [] : Reversed(ties, times.Count).Concat(Exchanged(ties, times.Count)).Concat(All(ties, times.Count, most)).Take(most);
    }

    /// <summary>The first rows of one time that an order puts elsewhere.</summary>
    public static IReadOnlyList<int> Moved(int[] order) => [.. Enumerable.Range(0, order.Length).Where(i => order[i] != i)];

    private static IEnumerable<(int Start, int End)> Ties(IReadOnlyList<long> times)
    {
        for (int start = 0, end; start < times.Count; start = end)
        {
            for (end = start + 1; end < times.Count && times[end] == times[start]; end++)
            {
            }

            if (end - start > 1)
            {
                yield return (start, end);
            }
        }
    }

    private static IEnumerable<int[]> Reversed((int Start, int End)[] ties, int count)
    {
        var order = Same(count);
        foreach (var (start, end) in ties)
        {
            Array.Reverse(order, start, end - start);
        }

        yield return order;
    }

    private static IEnumerable<int[]> Exchanged((int Start, int End)[] ties, int count)
    {
        foreach (var (start, end) in ties)
        {
            for (var row = start; row + 1 < end; row++)
            {
                var order = Same(count);
                (order[row], order[row + 1]) = (row + 1, row);
                yield return order;
            }
        }
    }

    private static IEnumerable<int[]> All((int Start, int End)[] ties, int count, int most)
    {
        var orders = ties.Aggregate(1.0, (product, tie) => product * Factorial(tie.End - tie.Start));
        return orders <= most ? Permuted(ties, 0, Same(count)) : [];
    }

    private static IEnumerable<int[]> Permuted((int Start, int End)[] ties, int tie, int[] order)
    {
        if (tie == ties.Length)
        {
            return [order];
        }

        var (start, end) = ties[tie];
        return Permutations([.. Enumerable.Range(start, end - start)]).SelectMany(rows =>
        {
            var next = (int[])order.Clone();
            rows.CopyTo(next, start);
            return Permuted(ties, tie + 1, next);
        });
    }

    private static IEnumerable<int[]> Permutations(int[] rows)
    {
        if (rows.Length <= 1)
        {
            return [rows];
        }

        return rows.SelectMany((first, i) => Permutations([.. rows.Where((_, other) => other != i)]).Select(rest => (int[])[first, .. rest]));
    }

    private static double Factorial(int n) => Enumerable.Range(1, n).Aggregate(1.0, (product, i) => product * i);

    private static int[] Same(int count) => [.. Enumerable.Range(0, count)];
}
