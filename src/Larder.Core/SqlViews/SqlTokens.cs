namespace Larder.SqlViews;

/// <summary>What a token of SQL is.</summary>
internal enum SqlTokenKind
{
    Word = 1,
    QuotedName = 2,
    Text = 3,
    Symbol = 4,
}

/// <summary>A token; a word's text is in lower case, that of a name or text without its quotes.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text);

/// <summary>Cuts SQL into tokens, as far as its functions and tables can be told from its texts and comments.</summary>
internal static class SqlTokens
{
    public static IReadOnlyList<SqlToken> Of(string sql)
    {
        var tokens = new List<SqlToken>();
        for (var at = 0; at < sql.Length;)
        {
            var c = sql[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (StartsAt("--"))
            {
                at = After("\n", at);
            }
            else if (StartsAt("/*"))
            {
                at = AfterComment(sql, at);
            }
            else if (c is '\'' or '"')
            {
                at = Quoted(sql, at, c, escapes: false, tokens);
            }
            else if (c is 'e' or 'E' && at + 1 < sql.Length && sql[at + 1] == '\'')
            {
                at = Quoted(sql, at + 1, '\'', escapes: true, tokens);
            }
            else if (c == '$' && Dollars(sql, at) is { } tag)
            {
                var end = After(tag, at + tag.Length);
                tokens.Add(new SqlToken(SqlTokenKind.Text, sql[(at + tag.Length)..Math.Max(at + tag.Length, end - tag.Length)]));
                at = end;
            }
            else if (char.IsLetter(c) || c == '_')
            {
                var start = at;
                while (at < sql.Length && (char.IsLetterOrDigit(sql[at]) || sql[at] is '_' or '$'))
                {
                    at++;
                }

                tokens.Add(new SqlToken(SqlTokenKind.Word, sql[start..at].ToLowerInvariant()));
            }
            else if (char.IsDigit(c))
            {
                while (at < sql.Length && (char.IsLetterOrDigit(sql[at]) || sql[at] is '_' or '.'))
                {
                    at++;
                }
            }
            else
            {
                tokens.Add(new SqlToken(SqlTokenKind.Symbol, c.ToString()));
                at++;
            }

            bool StartsAt(string text) => string.CompareOrdinal(sql, at, text, 0, text.Length) == 0;
        }

        return tokens;

        int After(string text, int from) => sql.IndexOf(text, Math.Min(from, sql.Length), StringComparison.Ordinal) is >= 0 and var found ? found + text.Length : sql.Length;
    }

    private static int Quoted(string sql, int at, char quote, bool escapes, List<SqlToken> tokens)
    {
        var text = new System.Text.StringBuilder();
        for (at++; at < sql.Length; at++)
        {
            if (escapes && sql[at] == '\\' && at + 1 < sql.Length)
            {
                at++;
            }
            else if (sql[at] == quote)
            {
                if (at + 1 >= sql.Length || sql[at + 1] != quote)
                {
                    break;
                }

                at++;
            }

            text.Append(sql[at]);
        }

        tokens.Add(new SqlToken(quote == '"' ? SqlTokenKind.QuotedName : SqlTokenKind.Text, text.ToString()));
        return Math.Min(at + 1, sql.Length);
    }

    /// <summary>Comments may be nested.</summary>
    private static int AfterComment(string sql, int at)
    {
        var depth = 0;
        do
        {
            if (string.CompareOrdinal(sql, at, "/*", 0, 2) == 0)
            {
                (depth, at) = (depth + 1, at + 2);
            }
            else if (string.CompareOrdinal(sql, at, "*/", 0, 2) == 0)
            {
                (depth, at) = (depth - 1, at + 2);
            }
            else
            {
                at++;
            }
        }
        while (depth > 0 && at < sql.Length);

        return at;
    }

    /// <summary>The opening of a text between dollars, <c>$$</c> or <c>$tag$</c>; null where there is none.</summary>
    private static string? Dollars(string sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && (char.IsLetterOrDigit(sql[end]) || sql[end] == '_'))
        {
            end++;
        }

        return end < sql.Length && sql[end] == '$' && (end == at + 1 || !char.IsDigit(sql[at + 1])) ? sql[at..(end + 1)] : null;
    }
}
