using System.Globalization;
using Larder.Aggregation;
using Larder.Catalog;
using Larder.Models;
using Larder.PointInTime;
using Larder.Serving.Inference;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Support;

/// <summary>The shop with its stores. Every view is materialized and empty to begin with.</summary>
public sealed class ShopWorld
{
    private ShopWorld()
    {
    }

    public static Instant Now { get; } = Time("2024-03-10T12:00:00Z");

    public WatchedOnlineStore Store { get; } = new();

    public WatchedModelStore Models { get; } = new();

    public ManualClock Clock { get; } = new(Now.ToDateTime());

    public FeatureReader Reader { get; private set; } = null!;

    public Predictor Predictor { get; private set; } = null!;

    public static async Task<ShopWorld> CreateAsync()
    {
        var world = new ShopWorld();
        foreach (var view in Shop.Catalog.Views.OfType<CompiledSourceView>().Where(v => v.Name != "unapplied"))
        {
            await world.Store.CreateAsync(OnlineName(view.Name));
            await world.Store.WriteAsync(OnlineName(view.Name), [], new MaterializationState(Now, "visits@1", Now, null, 0, true), null);
        }

        world.Reader = new FeatureReader(Shop.Catalog, Shop.Applied, world.Store);
        world.Predictor = new Predictor(world.Reader, world.Models, world.Clock);
        return world;
    }

    public static Instant Time(string text) => Instant.TryParse(text, out var instant) ? instant : throw new FormatException(text);

    public static string OnlineName(string view) => OnlineViewName.Of(view, Shop.Applied.Views[view]);

    /// <summary>Stores a profile row: page, member, rank, items, score, amount, seen at.</summary>
    public Task PutProfileAsync(string customer, string eventTime, string? knownAt = null, string? page = "home", double? amount = 12.5)
    {
        var time = Time(eventTime);
        var row = new RowCodec(Shop.Catalog.View("profile").Features.Select(f => f.Type)).Encode(
        [
            FeatureValue.From(page), FeatureValue.From(true), FeatureValue.From(-7), FeatureValue.From(9007199254740993L), FeatureValue.From(1.5f),
            FeatureValue.From(amount), FeatureValue.From(time),
        ]);
        return PutAsync("profile", EntityKey.From(customer), new EventOrder(time, knownAt is null ? time : Time(knownAt), 1), row);
    }

    /// <summary>Stores lists and maps of a customer for the view <c>taste</c>.</summary>
    public Task PutTasteAsync(string customer, string eventTime, params FeatureValue[] row) => PutAsync(
        "taste", EntityKey.From(customer), new EventOrder(Time(eventTime), Time(eventTime), 1), new RowCodec(Shop.Catalog.View("taste").Features.Select(f => f.Type)).Encode(row));

    /// <summary>Stores visits (time, page, items) of a customer for the view <c>habits</c>.</summary>
    public Task PutHabitsAsync(string customer, params (string Time, string Page, long Items)[] visits)
    {
        var view = (CompiledAggregateView)Shop.Catalog.View("habits");
        var events = new EntityEvents(view.Plan.Inputs);
        foreach (var (time, page, items) in visits)
        {
            FeatureValue[] row = [.. view.Plan.Inputs.Select(type => type == ColumnType.String ? FeatureValue.From(page) : FeatureValue.From(items))];
            events.Add(new EventOrder(Time(time), Time(time), events.Count), row);
        }

        return PutAsync("habits", EntityKey.From(customer), events.Order(events.Count - 1), EntityEventsCodec.Encode(events));
    }

    public Task PutStockAsync(long product, string eventTime, long items) => PutAsync(
        "stock", EntityKey.From(product), new EventOrder(Time(eventTime), Time(eventTime), 1), new RowCodec([ColumnType.Int64]).Encode([FeatureValue.From(items)]));

    /// <summary>Stores visits (time, amount, page) of a customer for the views <c>spend</c> and <c>totals</c>.</summary>
    public async Task PutVisitsAsync(string customer, string? completeFrom, params (string Time, double Amount, string Page)[] visits)
    {
        foreach (var name in new[] { "spend", "totals" })
        {
            var view = (CompiledAggregateView)Shop.Catalog.View(name);
            var events = new EntityEvents(view.Plan.Inputs);
            var (sequence, row) = (0L, new FeatureValue[view.Plan.Inputs.Count]);
            foreach (var (time, amount, page) in visits)
            {
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = view.Plan.Inputs[i] == ColumnType.String ? FeatureValue.From(page) : FeatureValue.From(amount);
                }

                events.Add(new EventOrder(Time(time), Time(time), sequence++), row);
            }

            events.CompleteFrom = completeFrom is null ? events.CompleteFrom : Time(completeFrom);
            await PutAsync(name, EntityKey.From(customer), events.Count == 0 ? default : events.Order(events.Count - 1), EntityEventsCodec.Encode(events));
        }
    }

    /// <summary>Registers a version of a model with one term and makes it champion.</summary>
    public Task<ModelVersion> PromoteAsync(string model, string feature, double weight, string service = "everything@2", string alias = "champion") =>
        PromoteAsync(model, [feature], weight, service, alias);

    /// <summary>Registers a version of a model over some features, all of one weight, and makes it champion.</summary>
    public async Task<ModelVersion> PromoteAsync(string model, string[] features, double weight, string service = "everything@2", string alias = "champion")
    {
        var artifact = new LogisticModel(0, [.. features.Select(f => new LogisticTerm(f, 0, 1, weight))]).Write();
        var registered = await Models.RegisterAsync(new ModelVersion(
            model, 0, string.Create(CultureInfo.InvariantCulture, $"{service} {alias} {string.Join(' ', features)} {weight}"), "dataset-1", service, "code", "{}", artifact, Now));
        await Models.PointAsync(model, alias, registered.Version);
        return registered;
    }

    private Task PutAsync(string view, EntityKey key, EventOrder order, byte[] payload) => Store.WriteOverAsync(
        OnlineName(view), [new OnlineWrite(key, order, payload)], new MaterializationState(Now, "visits@1", Now, null, 1, true));
}
