using Larder.Errors;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>
/// An expression over computed values compiled for many rows: the loop over them lies inside the compiled code, and values go from column to column without
/// a common form between. It gives the bits that the expression's <see cref="SlotFunction"/> gives, INVALID included, or throws the same.
/// </summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public sealed class SlotColumnFunction
{
    private readonly Lazy<Loop> _loop;
    private readonly IReadOnlyList<int> _slots;
    private readonly string _where;

    internal SlotColumnFunction(ColumnType type, IReadOnlyList<int> slots, string where, Func<Loop> compile) =>
        (Type, _slots, _where, _loop) = (type, slots, where, new Lazy<Loop>(compile));

    internal delegate void Loop(Column[] slots, bool[] invalid, int count, Column target);

    /// <summary>The type of the values.</summary>
    public ColumnType Type { get; }

    /// <summary>Computes the values of the first rows of the slots' columns.</summary>
    /// <param name="slots">One column per slot, of the slot's type.</param>
    /// <param name="count">How many rows count.</param>
    /// <param name="target">A column of <see cref="Type"/>, filled from its first row on.</param>
    /// <exception cref="UserCodeException">The user's lambda threw for a row; the message names the feature. The rows before it are filled.</exception>
    public void Fill(Column[] slots, int count, Column target)
    {
        ArgumentNullException.ThrowIfNull(slots);
        ArgumentNullException.ThrowIfNull(target);
        var invalid = new bool[count];
        foreach (var slot in _slots)
        {
            slots[slot].MarkInvalid(invalid);
        }

        try
        {
            _loop.Value(slots, invalid, count, target);
        }
        catch (Exception thrown)
        {
            throw UserCode.Named(_where, thrown);
        }

        target.SetInvalid(invalid);
    }
}
