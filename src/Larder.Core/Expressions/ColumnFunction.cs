using Larder.Errors;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>
/// A row expression compiled for many rows: the loop over them lies inside the compiled code, and values go from column to column without
/// a common form between. It gives the bits that the expression's <see cref="RowFunction"/> gives, or throws the same.
/// </summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public sealed class ColumnFunction
{
    private readonly Lazy<Loop> _loop;
    private readonly string _where;

    internal ColumnFunction(ColumnType type, string where, Func<Loop> compile) => (Type, _where, _loop) = (type, where, new Lazy<Loop>(compile));

    internal delegate void Loop(EventBatch batch, int[] rows, int count, Column target, int first);

    /// <summary>The type of the values.</summary>
    public ColumnType Type { get; }

    /// <summary>Computes the values of some rows of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="rows">The rows, by their number in the batch.</param>
    /// <param name="count">How many of <paramref name="rows"/> count.</param>
    /// <param name="target">A column of <see cref="Type"/>.</param>
    /// <param name="first">Its row for the first value; the others follow.</param>
    /// <exception cref="UserCodeException">The user's lambda threw for a row; the message names the view, feature or rule. The rows before it are filled.</exception>
    public void Fill(EventBatch batch, int[] rows, int count, Column target, int first)
    {
        try
        {
            _loop.Value(batch, rows, count, target, first);
        }
        catch (Exception thrown)
        {
            throw UserCode.Named(_where, thrown);
        }
    }
}
