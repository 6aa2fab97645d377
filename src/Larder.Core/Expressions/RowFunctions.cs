using Larder.Errors;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>A compiled row expression: the value for one row of a batch.</summary>
/// <exception cref="UserCodeException">The user's lambda threw; the message names the view, feature or rule.</exception>
public delegate FeatureValue RowFunction(EventBatch batch, int row);

/// <summary>A compiled row condition.</summary>
/// <exception cref="UserCodeException">The user's lambda threw; the message names the view or rule.</exception>
public delegate bool RowPredicate(EventBatch batch, int row);

/// <summary>A compiled expression over already computed values, such as aggregates or the inputs of an on-demand feature.</summary>
/// <exception cref="UserCodeException">The user's lambda threw; the message names the feature.</exception>
public delegate FeatureValue SlotFunction(FeatureValue[] slots);
