namespace Larder.Alerts;

/// <summary>A pattern of subjects: <c>source/order_*</c>. A star is any text, a question mark one character; without a slash the names of all kinds are meant.</summary>
internal static class SubjectPattern
{
    public static bool Matches(string pattern, AlertSubject subject) =>
        Matches(pattern.AsSpan(), pattern.Contains('/', StringComparison.Ordinal) ? subject.ToString() : subject.Name);

    /// <summary>Goes back to the last star where what follows it does not fit; each star is tried once per character.</summary>
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t, star, taken) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, taken) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++taken);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
