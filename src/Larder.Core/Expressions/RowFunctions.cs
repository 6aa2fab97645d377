using Larder.Types;

namespace Larder.Expressions;

/// <summary>A compiled row expression: the value for one row of a batch.</summary>
public delegate FeatureValue RowFunction(EventBatch batch, int row);

/// <summary>A compiled row condition.</summary>
public delegate bool RowPredicate(EventBatch batch, int row);

/// <summary>A compiled expression over already computed values, such as aggregates or the inputs of an on-demand feature.</summary>
public delegate FeatureValue SlotFunction(FeatureValue[] slots);
