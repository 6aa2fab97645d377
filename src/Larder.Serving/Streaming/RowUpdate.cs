using Larder.Catalog;
using Larder.Errors;
using Larder.PointInTime;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Streaming;

/// <summary>Of a row view every event is a row; the store keeps the newest.</summary>
internal sealed class RowUpdate(CompiledRowView view) : ViewUpdate
{
    private readonly RowCodec _codec = new(view.Features.Select(f => f.Type));

    public override ValueTask<Changes> PrepareAsync(StreamBatch batch, MaterializationState state, CancellationToken cancellationToken)
    {
        if (view.Source.RevisionId is not null)
        {
            throw new InvalidInputException(
                $"View {view.Name} keeps the newest row only, and rows of {view.Source.Name} may be corrected or withdrawn, so that an older one comes back; ingest them and run 'larder materialize {view.Name}'.");
        }

        if (batch.Retractions.Count > 0)
        {
            throw new InvalidInputException(
                $"View {view.Name} keeps the newest row only, so a retraction cannot bring back the row before; ingest the retraction and run 'larder materialize {view.Name}'.");
        }

        var rows = new List<OnlineWrite>();
        var values = new FeatureValue[view.Values.Count];
        for (var row = 0; row < batch.Events.Count; row++)
        {
            if (KeyOf(view, batch.Events, row) is not { } key)
            {
                continue;
            }

            for (var f = 0; f < values.Length; f++)
            {
                values[f] = view.Values[f](batch.Events, row);
            }

            rows.Add(new OnlineWrite(key, batch.Orders[row], _codec.Encode(values)));
        }

        return ValueTask.FromResult(new Changes(rows, rows.Count, 0));
    }
}
