using Larder.Catalog;
using Larder.Materialization;
using Larder.Serving.Online;
using Larder.Serving.Streaming;
using Larder.Storage;
using Larder.Support;
using Larder.Types;

namespace Larder.Parity;

/// <summary>A view's delay moves the known time of streamed events as it does that of ingested ones.</summary>
public sealed class StreamedDelayTests : IDisposable
{
    private static readonly Instant At = Instant.From(new DateTime(2024, 1, 2, 12, 0, 0, DateTimeKind.Utc));

    private readonly World _world = new(ClickRepository.Catalog);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_streamed_event_counts_once_the_views_delay_is_over_and_is_found_by_its_own_clocks()
    {
        var view = await MaterializeAsync("published");
        var updater = new OnlineUpdater(view, 1, _world.Online);
        var order = new EventOrder(At, At, 1);

        (await updater.ApplyAsync(Batch(view, order), Token)).Events.ShouldBe(1);

        (await AmountAsync(At + ClickRepository.Lag - TimeSpan.FromMicroseconds(1))).ShouldBe(8);
        (await AmountAsync(At + ClickRepository.Lag)).ShouldBe(12);
        var gone = At + ClickRepository.Lag + TimeSpan.FromMinutes(1);
        var retraction = new StreamRetraction(EntityKey.From("u1"), order, gone);
        (await updater.ApplyAsync(Batch(view) with { Retractions = [retraction] }, Token)).UnmatchedRetractions.ShouldBe(0);
        (await AmountAsync(gone - TimeSpan.FromMicroseconds(1))).ShouldBe(12);
        (await AmountAsync(gone)).ShouldBe(8);
    }

    [Fact]
    public async Task A_streamed_row_has_the_rank_of_an_ingested_one()
    {
        var view = await MaterializeAsync("published_of_user");

        await new OnlineUpdater(view, 1, _world.Online).ApplyAsync(Batch(view, new EventOrder(At, At, 1)), Token);

        var rows = new OnlineRow[1];
        await _world.Online.ReadAsync("published_of_user@v1", new[] { EntityKey.From("u1") }, rows, Token);
        rows[0].Order.ShouldBe(new EventOrder(At, At + ClickRepository.Lag, 1));
    }

    private async Task<CompiledSourceView> MaterializeAsync(string name)
    {
        await _world.IngestAsync("clicks", _world.Write("c.csv", ClickCase.Header + "\nu1,1,1,2024-01-01,2024-01-01,8,1,p,true,,\n"));
        var view = (CompiledSourceView)_world.Catalog.View(name);
        await new Materializer(_world.Workspace).RunAsync(view, cancellationToken: Token);
        return view;
    }

    private async Task<double> AmountAsync(Instant at)
    {
        var reader = new FeatureReader(_world.Catalog, await AppliedVersions.LoadAsync(_world.Catalog, _world.Definitions, Token), _world.Online);
        using var frame = reader.PlanOf(["published:amount_2d"]).Rent();
        frame.SetKey(0, EntityKey.From("u1"));
        await reader.ReadAsync(frame, at, Token);
        return frame.Value(0, 0).AsFloat64();
    }

    private static StreamBatch Batch(CompiledSourceView view, params EventOrder[] orders)
    {
        var batch = new EventBatch(view.Source.Schema, Math.Max(1, orders.Length)) { Count = orders.Length };
        for (var row = 0; row < orders.Length; row++)
        {
            for (var column = 0; column < batch.Columns.Count; column++)
            {
                batch.Columns[column].Set(row, FeatureValue.Null);
            }

            batch.Columns[0].Set(row, FeatureValue.From("u1"));
            batch.Columns[3].Set(row, FeatureValue.From(orders[row].EventTime));
            batch.Columns[4].Set(row, FeatureValue.From(orders[row].KnownAt));
            batch.Columns[5].Set(row, FeatureValue.From(4d));
        }

        return new StreamBatch(batch, orders);
    }
}
