using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>A condition on a row, written in C#.</summary>
/// <param name="Expression">The lambda, its captured values replaced by constants.</param>
/// <param name="Compiled">It, compiled.</param>
/// <param name="Text">It in canonical text.</param>
/// <param name="Columns">The columns it reads.</param>
public sealed record RowCondition(LambdaExpression Expression, RowPredicate Compiled, string Text, IReadOnlyList<int> Columns)
{
    /// <summary>Compiles a lambda.</summary>
    /// <exception cref="InvalidDefinitionException">It is not deterministic.</exception>
    internal static RowCondition Of(LambdaExpression lambda, EventSchema schema, string where)
    {
        var folded = ConstantFolder.Fold(lambda, where);
        return new(folded, RowCompiler.CompilePredicate(folded, schema, where), Fingerprint.Of(folded), [.. RowCompiler.ColumnsOf(folded, schema)]);
    }

    /// <summary>Whether a row meets it. One that stumbles over a null is not met: what it asks of the value cannot hold.</summary>
    /// <exception cref="UserCodeException">It threw anything else.</exception>
    public bool Holds(EventBatch batch, int row)
    {
        try
        {
            return Compiled(batch, row);
        }
        catch (UserCodeException thrown) when (thrown.InnerException is NullReferenceException)
        {
            return false;
        }
    }
}
