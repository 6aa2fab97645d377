namespace Larder.Models;

/// <summary>How a category becomes a number. The numbers and names are stored; append only.</summary>
public enum EncodingKind
{
    /// <summary>The smoothed share of true labels among the training rows of the category.</summary>
    Target = 1,

    /// <summary>The place among the training rows' categories in order, from 0.</summary>
    Ordinal = 2,
}
