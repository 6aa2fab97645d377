using Larder.Catalog;
using Larder.Errors;
using Larder.PointInTime;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Online;

/// <summary>Reads row views. The store keeps an entity's newest row only, so times before that row cannot be answered.</summary>
internal sealed class RowViewReader(CompiledRowView view, int version, int offset) : SourceReader(view, version, offset)
{
    private readonly RowCodec _codec = new(view.Features.Select(f => f.Type));
    private readonly TimeSpan? _ttl = view.Ttl;
    private readonly bool _isRevised = view.Source.RevisionId is not null;

    public override bool TryRead(in StoredEntity stored, EntityKey key, Instant at, Span<FeatureValue> features, AggregateScratch? scratch, out SourceState state)
    {
        state = Read(stored.Row, key, at, features);
        return true;
    }

    private SourceState Read(in OnlineRow stored, EntityKey key, Instant at, Span<FeatureValue> features)
    {
        if (stored.Payload is null)
        {
            features.Clear();
            return SourceState.NotFound;
        }

        if (_isRevised)
        {
            return ReadRevised(RevisedRow.Decode(stored.Payload), key, at, features);
        }

        if (!RowLookup.IsVisible(stored.Order, at))
        {
            throw new InvalidInputException(
                $"View {Source.Name} cannot be read as of {at}: the row stored for {Describe(key)} has event time {stored.Order.EventTime} and was known at "
                + $"{stored.Order.KnownAt}, and the online store keeps the newest row only. Leave out as_of, or build a training set for the past.");
        }

        return Read(stored.Order, stored.Payload, at, features);
    }

    private SourceState ReadRevised(RevisedRow stored, EntityKey key, Instant at, Span<FeatureValue> features)
    {
        if (at < stored.Since)
        {
            throw new InvalidInputException(
                $"View {Source.Name} cannot be read as of {at}: the row of {Describe(key)} was another one until {stored.Since}, and the online store keeps the "
                + "newest row only. Leave out as_of, or build a training set for the past.");
        }

        if (stored.Row is { } order)
        {
            return Read(order, stored.Values, at, features);
        }

        features.Clear();
        return SourceState.NotFound;
    }

    private SourceState Read(EventOrder order, ReadOnlySpan<byte> values, Instant at, Span<FeatureValue> features)
    {
        var status = RowLookup.Judge(order, at, _ttl);
        if (status == FeatureStatus.Present)
        {
            _codec.Decode(values, features);
        }
        else
        {
            features.Clear();
        }

        return new SourceState(status, order.EventTime);
    }
}
