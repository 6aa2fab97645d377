using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>A spine made from pinned tables, ready to be joined: everything a training set depends on is fixed from here on.</summary>
internal sealed class TrainingSetJoin : IDisposable
{
    private readonly Workspace _workspace;
    private readonly FeaturePlan _plan;
    private readonly DuckDbDatabase _engine;
    private readonly DuckDbConnection _connection;
    private SpineFile? _file;

    private TrainingSetJoin(Workspace workspace, FeaturePlan plan)
    {
        (_workspace, _plan) = (workspace, plan);
        _engine = workspace.OpenEngine();
        _connection = _engine.Connect();
    }

    /// <summary>The tables by source.</summary>
    public IReadOnlyDictionary<string, OfflineTable> Tables { get; private set; } = null!;

    /// <summary>Nothing known later is used.</summary>
    public Instant AsOf { get; private set; }

    /// <summary>The spine.</summary>
    public SpineTable Spine { get; private set; } = null!;

    /// <summary>The features with values that could not be computed; known once written.</summary>
    public IReadOnlyList<InvalidCount> Invalid { get; private set; } = [];

    /// <summary>The files that are read, by table.</summary>
    public IReadOnlyList<TableFiles> Files => [.. Tables.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value.FilesRead(AsOf))];

    /// <summary>Pins the tables and makes the spine.</summary>
    public static async Task<TrainingSetJoin> OpenAsync(
        Workspace workspace, CompiledService service, SpineRecipe spine, TrainingSetOptions options, CancellationToken cancellationToken)
    {
        var plan = FeaturePlan.For(service);
        SourceDefinition[] sources = [.. plan.Sources.Select(v => v.Source).Concat(spine.Sources)];
        if (options.TableVersions?.Keys.FirstOrDefault(t => sources.All(s => s.Name != t)) is { } stranger)
        {
            throw new InvalidInputException(
                $"A version of table {stranger} is given, which service {service.Name} and its spine do not read; they read {string.Join(", ", sources.Select(s => s.Name).Distinct())}.");
        }

        // Logs are read while the engine opens and looks at the spine.
        var tables = Task.Run(() => PointInTimeJoin.OpenTablesAsync(workspace, sources, options.TableVersions, cancellationToken), cancellationToken);
        TrainingSetJoin? join = null;
        try
        {
            join = new TrainingSetJoin(workspace, plan);
            join.MakeSpine(spine, tables, options, cancellationToken);
            return join;
        }
        catch
        {
            join?.Dispose();

            // What is wrong with a table is said before what is wrong with the spine.
            await tables.ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Joins and writes the Parquet file, once.</summary>
    /// <returns>SHA-256 of the file.</returns>
    public string Write(string path, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var context = ScanContext.Of(_workspace, _engine, AsOf, cancellationToken);
        var columns = PointInTimeJoin.Run(context, _plan, view => Tables[view.Source.Name], Spine.IndexOf, progress);
        progress?.Report(new StepProgress("writing", _plan.Sources.Count, _plan.Sources.Count));
        var writer = new TrainingSetWriter(_plan, columns, Spine);
        writer.Write(_connection, path, cancellationToken);
        _file?.EnsureUnchanged();
        Invalid = writer.Invalid;

        // The last use of the engine, which takes half as long to give its memory back as the file to be hashed.
        var closing = Task.Run(Dispose, CancellationToken.None);
        var hash = FileHash.Of(path);
        closing.GetAwaiter().GetResult();
        return hash;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _engine.Dispose();
    }

    private void MakeSpine(SpineRecipe recipe, Task<IReadOnlyDictionary<string, OfflineTable>> tables, TrainingSetOptions options, CancellationToken cancellationToken)
    {
        var asOf = options.AsOf is { } given
            ? Task.FromResult(given)
            : Task.Run(async () => NewestInstant(await tables.ConfigureAwait(false), cancellationToken), cancellationToken);
        options.Progress?.Report(new StepProgress("making the spine", 0, null));
        try
        {
            _file = recipe.Make(_engine, _connection, tables, asOf, cancellationToken);
        }
        finally
        {
            // Not even a failure leaves a reader behind on an engine that is closed next.
            ((IAsyncResult)asOf).AsyncWaitHandle.WaitOne();
        }

        Tables = tables.GetAwaiter().GetResult();
        AsOf = asOf.GetAwaiter().GetResult();
        Spine = SpineTable.Load(_engine, _connection, _plan.Keys, _plan.Request, cancellationToken);
    }

    private Instant NewestInstant(IReadOnlyDictionary<string, OfflineTable> tables, CancellationToken cancellationToken)
    {
        using var connection = _engine.Connect();
        return tables.Values.Concat(_plan.Sources.Select(v => tables[v.Source.Name].For(v))).Select(t => t.NewestInstant(connection, cancellationToken)).Max();
    }
}
