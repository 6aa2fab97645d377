using Larder.Catalog;
using Larder.DuckDb;

namespace Larder.Derived;

/// <summary>Checks the SQL views of a repository without any data: that their queries bind, and yield the columns their records say.</summary>
public static class SqlCheck
{
    /// <summary>Checks every SQL view.</summary>
    /// <exception cref="Errors.InvalidDefinitionException">One is wrong; the message names its column and types.</exception>
    public static void Run(FeatureCatalog catalog, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        foreach (var source in catalog.Derived)
        {
            if (source.Derivation is SqlDerivation sql)
            {
                using var engine = DuckDbDatabase.Open();
                using var connection = engine.Connect();
                foreach (var upstream in sql.Upstream)
                {
                    SqlRun.DefineEmpty(connection, upstream);
                }

                SqlRun.Confine(connection);
                _ = SqlOutput.Select(connection, source, sql.Statement, cancellationToken);
            }
        }
    }
}
