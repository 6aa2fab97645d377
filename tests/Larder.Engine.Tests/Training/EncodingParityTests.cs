using Larder.Catalog;
using Larder.Materialization;
using Larder.Models;
using Larder.Offline.TrainingSets;
using Larder.OnDemand;
using Larder.Serving.Inference;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Support;
using Larder.Testing;

namespace Larder.Training;

/// <summary>A model that takes categories scores the held-out rows in serving as it did in training, bit for bit.</summary>
public sealed class EncodingParityTests
{
    [Fact]
    public async Task What_is_stored_scores_served_rows_as_the_training_did()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var world = new World(TripRepository.Catalog);
        await world.IngestAsync("trips", world.Write("trips.csv", TripRepository.Generate(7, riders: 120)));
        var model = world.Catalog.Model("rides_again");
        var set = await new TrainingSetBuilder(world.Workspace).BuildAsync(model.Service, model.Spine, new TrainingSetOptions(), cancellation);
        var table = TrainingTableReader.Read(world.Workspace, set, model.Service, [.. model.Encodings.Select(e => e.Feature)], cancellation);
        var trained = Trainer.Train(model, table);
        var plain = Trainer.Train(world.Catalog.Model("plain"), table).Report.Metrics;

        trained.Report.Metrics.Auc.ShouldBeGreaterThan(plain.Auc);
        trained.Model.Terms.Single(t => t.Feature == "place:city").Encoding!.Categories.Count.ShouldBe(6);
        var path = EncodingFile.Write(set, trained).ShouldNotBeNull();
        path.ShouldBe(Path.Combine(Path.GetDirectoryName(set.Path)!, "rides_again.encodings.json"));
        (await File.ReadAllBytesAsync(path, cancellation)).ShouldBe(FittedEncodings.Of("rides_again", set.Record.DatasetVersion, trained.Model).Write());
        Directory.GetFiles(Path.GetDirectoryName(path)!).Length.ShouldBe(2);

        var rows = TrainingSetSample.Rows(world.Workspace, set, model.Service, trained.Split.Test.ToArray(), cancellation);
        var expected = new BoundModel(trained.Model, table).Score(trained.Split.Test);
        var version = new ModelVersion(
            model.Name, 1, "hash", set.Record.DatasetVersion, set.Record.Service, set.Record.CodeVersion, "{}", trained.Model.Write(), set.Record.AsOf);
        var compared = 0;
        foreach (var week in trained.Split.Test.ToArray().Select((row, i) => (Time: table.Times[row], i)).GroupBy(r => r.Time))
        {
            var past = world.Workspace.With(new InMemoryOnlineStore());
            foreach (var view in FeaturePlan.For(model.Service).Sources)
            {
                await new Materializer(past).RunAsync(view, new MaterializationOptions { AsOf = week.Key }, cancellation);
            }

            var reader = new FeatureReader(world.Catalog, await AppliedVersions.LoadAsync(world.Catalog, world.Workspace.Definitions, cancellation), past.Online);
            var served = ServedModel.Load(version, reader);
            foreach (var (_, i) in week)
            {
                using var frame = served.Features.Rent();
                frame.SetKeys(0, rows[i].Keys);
                await reader.ReadAsync(frame, week.Key, cancellation);
                BitConverter.DoubleToInt64Bits(served.Score(frame, 0)).ShouldBe(BitConverter.DoubleToInt64Bits(expected[i]), $"{rows[i].Keys[0]} at {week.Key}");
                compared++;
            }
        }

        compared.ShouldBeGreaterThan(150);
    }

    [Fact]
    public async Task The_candidate_and_a_champion_that_takes_other_categories_are_measured_on_the_same_rows()
    {
        using var world = new World(TripRepository.Catalog);
        await world.IngestAsync("trips", world.Write("trips.csv", TripRepository.Generate(8, riders: 60)));
        var (encoded, plain) = (world.Catalog.Model("rides_again"), world.Catalog.Model("plain"));
        var set = await new TrainingSetBuilder(world.Workspace).BuildAsync(encoded.Service, encoded.Spine, new TrainingSetOptions(), TestContext.Current.CancellationToken);
        var champion = Trainer.Train(encoded, TrainingTableReader.Read(world.Workspace, set, encoded.Service, [.. encoded.Encodings.Select(e => e.Feature)], TestContext.Current.CancellationToken)).Model;

        var without = TrainingTableReader.Read(world.Workspace, set, plain.Service, [], TestContext.Current.CancellationToken);
        var with = TrainingTableReader.Read(world.Workspace, set, plain.Service, LogisticModel.EncodedIn(champion.Write()).Append("place:gone").ToArray(), TestContext.Current.CancellationToken);

        champion.Terms.Count(t => !without.Has(t)).ShouldBe(3);
        champion.Terms.ShouldAllBe(t => with.Has(t));
        Trainer.Train(plain, with).Model.Write().ShouldBe(Trainer.Train(plain, without).Model.Write());
        EncodingFile.Write(set, Trainer.Train(plain, with)).ShouldBeNull();
    }
}
