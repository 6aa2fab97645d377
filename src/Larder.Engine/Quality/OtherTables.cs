using Larder.DuckDb;
using Larder.Quality.Checks;

namespace Larder.Quality;

/// <summary>What checks compare the rows with.</summary>
/// <param name="Tables">The stored rows of other sources, by their names.</param>
/// <param name="Missing">Why those of others are not there, by their names.</param>
/// <param name="RowsBefore">How many rows the stored table's version before has; null where there is none.</param>
internal sealed record OtherTables(IReadOnlyDictionary<string, CheckRelation> Tables, IReadOnlyDictionary<string, string> Missing, long? RowsBefore)
{
    /// <summary>Nothing.</summary>
    public static OtherTables None { get; } = new(new Dictionary<string, CheckRelation>(), new Dictionary<string, string>(), null);

    /// <summary>The context for checks in memory, with the rows of other sources. They are read when they are asked for, on a connection that is not in use then.</summary>
    public CheckContext Given(CheckContext context, DuckDbConnection connection, CancellationToken cancellationToken) => context with
    {
        Others = Tables.ToDictionary(t => t.Key, t => BatchPass.Read(connection, t.Value, cancellationToken).Select(read => read.Batch)),
        RowsBefore = RowsBefore,
    };

    /// <summary>A source's rows as SQL, those that a check wants; null where only C# can say which they are.</summary>
    /// <param name="other">What the check reads.</param>
    /// <param name="columns">The columns selected.</param>
    /// <param name="condition">What more must hold.</param>
    public string? TrySelect(OtherRows other, string columns, string condition = "true")
    {
        var table = Tables[other.Source.Name];
        var where = other.Where is null ? "true" : new ConditionSql(table).TryWrite(other.Where);
        return where is null ? null : $"SELECT {columns} FROM ({table.Sql}) WHERE {where} AND {condition}";
    }
}
