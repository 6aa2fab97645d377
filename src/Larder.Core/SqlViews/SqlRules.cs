using Larder.Errors;
using Larder.Quality.Checks;

namespace Larder.SqlViews;

/// <summary>
/// Refuses SQL whose result could differ between runs over the same rows, or that reads anything but its sources. Each refusal names what to write
/// instead.
/// </summary>
internal static class SqlRules
{
    private const string UseTimes = "use a time that the rows carry";
    private const string UseColumn = "take it from a column of the source";
    private const string UseSource = "make the files a source and name it in braces: FROM {Lines}";
    private const string UseRows = "a check reads its own rows: FROM {rows}";
    private const string UseConstant = "put the value in braces as a constant: {30}";

    private static readonly Dictionary<string, (string Why, string Instead)> Functions = new(StringComparer.Ordinal);

    /// <summary>Words that are calls without parentheses.</summary>
    private static readonly HashSet<string> Bare = ["current_timestamp", "current_date", "current_time", "localtime", "localtimestamp", "current_user", "session_user", "user", "current_role", "current_schema", "current_catalog"];

    private static readonly string[] FileFunctions = ["read_", "parquet_", "duckdb_", "pragma_", "json_execute_", "from_substrait"];

    static SqlRules()
    {
        Add("reads the clock", UseTimes, "now", "today", "current_timestamp", "current_date", "current_time", "localtime", "localtimestamp", "current_localtime", "current_localtimestamp",
            "get_current_timestamp", "get_current_time", "transaction_timestamp", "statement_timestamp", "clock_timestamp", "ago", "pg_conf_load_time", "pg_postmaster_start_time");
        Add("gives another value each time", UseColumn, "random", "setseed", "uuid", "gen_random_uuid", "uuidv4", "uuidv7", "reservoir_quantile");
        Add("counts from run to run", "use row_number() OVER (ORDER BY …)", "nextval", "currval", "txid_current");
        Add("depends on the machine", UseConstant, "getenv", "getvariable", "current_setting", "version", "current_user", "session_user", "user", "current_role", "current_schema", "current_schemas",
            "current_catalog", "current_database", "current_query", "current_query_id", "current_transaction_id", "current_connection_id", "pg_backend_pid", "in_search_path", "stats", "write_log", "sleep_ms");
        Add("reads files or the engine itself", UseSource, "glob", "sniff_csv", "arrow_scan", "arrow_scan_dumb", "query", "query_table", "seq_scan", "force_checkpoint", "checkpoint", "which_secret", "sql_auto_complete");
    }

    /// <summary>Checks a statement.</summary>
    /// <param name="where">What is defined, for messages: <c>SQL view daily</c>.</param>
    /// <param name="text">The statement.</param>
    /// <param name="mode">How it runs.</param>
    /// <exception cref="InvalidDefinitionException">It is refused.</exception>
    public static void Check(string where, SqlText text, SqlMode mode)
    {
        var tokens = SqlTokens.Of(text.ToString());
        EnsureQuery(where, tokens);

        if (text.Sources.Count == 0)
        {
            throw new InvalidDefinitionException($"{where} names no source; put one in braces: FROM {{Lines}}.");
        }

        if (mode == SqlMode.MicroBatch && text.Sources.Count > 1)
        {
            throw new InvalidDefinitionException(
                $"{where} runs over micro-batches and names {string.Join(" and ", text.Sources.Select(s => s.Name))}; only one source can say which rows are new. Name one, or use SqlMode.Full.");
        }

        if (mode == SqlMode.MicroBatch && text.Sources[0].RevisionId is not null)
        {
            throw new InvalidDefinitionException(
                $"{where} runs over micro-batches of {text.Sources[0].Name}, whose rows revise earlier ones (WithRevisions); new rows alone do not tell which count. Use SqlMode.Full.");
        }

        Check(where, tokens, UseSource);
    }

    /// <summary>Checks the query of a check, which reads <c>{rows}</c>.</summary>
    /// <param name="where">What is defined, for messages.</param>
    /// <param name="sql">The query.</param>
    /// <exception cref="InvalidDefinitionException">It is refused.</exception>
    public static void CheckQuery(string where, string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        if (!sql.Contains(CheckSql.Rows, StringComparison.Ordinal))
        {
            throw new InvalidDefinitionException($"{where} does not read its rows; write FROM {CheckSql.Rows}.");
        }

        var tokens = SqlTokens.Of(sql.Replace(CheckSql.Rows, CheckSql.Table, StringComparison.Ordinal));
        EnsureQuery(where, tokens);
        Check(where, tokens, UseRows);
    }

    /// <summary>Checks an expression over the rows of a check.</summary>
    /// <inheritdoc cref="CheckQuery"/>
    public static void CheckExpression(string where, string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var (tokens, depth) = (SqlTokens.Of(sql), 0);
        Check(where, tokens, UseRows);
        if (tokens.FirstOrDefault(t => t is { Kind: SqlTokenKind.Word, Text: "select" or "from" or "with" }) is { Text: { } word })
        {
            throw new InvalidDefinitionException($"{where} has a query in it, by its word {word}; write one aggregate over the columns, such as sum(price) / count(*), or use NoRows for a query.");
        }

        var isOpen = tokens.Any(t => t.Kind == SqlTokenKind.Symbol && (depth += t.Text == "(" ? 1 : t.Text == ")" ? -1 : 0) < 0) || depth != 0;
        if (tokens.Count == 0 || isOpen)
        {
            throw new InvalidDefinitionException($"{where} is no expression: {(isOpen ? "its parentheses do not match" : "it is empty")}; write one aggregate over the columns, such as sum(price) / count(*).");
        }
    }

    private static void EnsureQuery(string where, IReadOnlyList<SqlToken> tokens)
    {
        if (tokens.Count == 0 || tokens[0] is not { Kind: SqlTokenKind.Word, Text: "select" or "with" or "from" })
        {
            throw new InvalidDefinitionException($"{where} must be one query; begin it with SELECT, WITH or FROM.");
        }
    }

    private static void Check(string where, IReadOnlyList<SqlToken> tokens, string useSource)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            Check(where, tokens, i, useSource);
        }
    }

    private static void Check(string where, IReadOnlyList<SqlToken> tokens, int at, string useSource)
    {
        var token = tokens[at];
        var next = at + 1 < tokens.Count ? tokens[at + 1] : default;
        var isCall = next is { Kind: SqlTokenKind.Symbol, Text: "(" };
        var isMember = at > 0 && tokens[at - 1] is { Kind: SqlTokenKind.Symbol, Text: "." };
        var name = token.Text.ToLowerInvariant();
        if (token is { Kind: SqlTokenKind.Symbol, Text: ";" })
        {
            throw new InvalidDefinitionException($"{where} must be one query; leave out the semicolon.");
        }

        if (token is { Kind: SqlTokenKind.Word, Text: "from" or "join" } && next.Kind == SqlTokenKind.Text)
        {
            throw new InvalidDefinitionException($"{where} reads the file '{next.Text}'; {useSource}.");
        }

        if (token is { Kind: SqlTokenKind.Word, Text: "tablesample" } || (token is { Kind: SqlTokenKind.Word, Text: "using" } && next is { Kind: SqlTokenKind.Word, Text: "sample" }))
        {
            throw new InvalidDefinitionException($"{where} takes a sample, which gives other rows each time; choose rows by a hash of their key: WHERE hash(customer_id) % 10 = 0.");
        }

        if (token.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName) || !(isCall || (token.Kind == SqlTokenKind.Word && !isMember && Bare.Contains(name))))
        {
            return;
        }

        if (Functions.TryGetValue(name, out var refused))
        {
            throw new InvalidDefinitionException($"{where} calls {name}, which {refused.Why}; {(refused.Instead == UseSource ? useSource : refused.Instead)}.");
        }

        if (FileFunctions.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            throw new InvalidDefinitionException($"{where} calls {name}, which reads files or the engine itself; {useSource}.");
        }

        if (name == "age" && CountArguments(tokens, at + 1) == 1)
        {
            throw new InvalidDefinitionException($"{where} calls age with one time, which reads the clock; give both times: age(later, earlier).");
        }
    }

    private static int CountArguments(IReadOnlyList<SqlToken> tokens, int open)
    {
        var (depth, arguments) = (0, 1);
        for (var i = open; i < tokens.Count; i++)
        {
            depth += tokens[i] is { Kind: SqlTokenKind.Symbol, Text: "(" or "[" or "{" } ? 1 : tokens[i] is { Kind: SqlTokenKind.Symbol, Text: ")" or "]" or "}" } ? -1 : 0;
            arguments += depth == 1 && tokens[i] is { Kind: SqlTokenKind.Symbol, Text: "," } ? 1 : 0;
            if (depth == 0)
            {
                break;
            }
        }

        return arguments;
    }

    private static void Add(string why, string instead, params string[] names)
    {
        foreach (var name in names)
        {
            Functions[name] = (why, instead);
        }
    }
}
