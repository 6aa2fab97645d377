using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>Two bounds of a value. NaN lies within no bounds.</summary>
/// <param name="AtLeast">The lower bound; null for none.</param>
/// <param name="AtMost">The upper bound; null for none.</param>
/// <param name="AboveLeast">Whether the lower bound itself is outside. Default inside.</param>
/// <param name="BelowMost">Whether the upper bound itself is outside. Default inside.</param>
public sealed record Bounds(FeatureValue AtLeast, FeatureValue AtMost, bool AboveLeast = false, bool BelowMost = false)
{
    /// <summary>Whether a value lies within; null does not.</summary>
    public bool Contain(FeatureValue value) =>
        !value.IsNull && !ValueOrder.IsNaN(value)
        && (AtLeast.IsNull || ValueOrder.Compare(value, AtLeast) is var low && (AboveLeast ? low > 0 : low >= 0))
        && (AtMost.IsNull || ValueOrder.Compare(value, AtMost) is var high && (BelowMost ? high < 0 : high <= 0));

    /// <summary>Whether these bounds reach beyond others nowhere; where they are open, the others bound.</summary>
    internal bool IsWithin(Bounds others) => (AtLeast.IsNull || others.Contain(AtLeast)) && (AtMost.IsNull || others.Contain(AtMost));

    /// <summary><c>[1, 10)</c>, open ends left blank.</summary>
    public override string ToString() =>
        $"{(AboveLeast ? '(' : '[')}{(AtLeast.IsNull ? string.Empty : AtLeast)}, {(AtMost.IsNull ? string.Empty : AtMost)}{(BelowMost ? ')' : ']')}";
}

/// <summary>Which rows a check on several columns leaves out for their nulls. The numbers are stored; append only.</summary>
public enum NullRows
{
    /// <summary>Those in which all of the columns are null. In others a null breaks the check.</summary>
    SkipIfAll = 1,

    /// <summary>Those in which any of the columns is null.</summary>
    SkipIfAny = 2,

    /// <summary>None.</summary>
    Test = 3,
}
