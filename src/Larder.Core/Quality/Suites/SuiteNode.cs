namespace Larder.Quality.Suites;

/// <summary>A part of a suite's file, with its place there. What the file is written in is not known here.</summary>
/// <param name="Line">Its line, from 1; 0 for one that is in no file yet.</param>
/// <param name="Column">Its column, from 1.</param>
public abstract record SuiteNode(int Line, int Column)
{
    /// <summary>What it is, for messages.</summary>
    internal abstract string What { get; }
}

/// <summary>A single value.</summary>
/// <param name="Text">It as text.</param>
/// <param name="IsQuoted">Whether it is text whatever it looks like: <c>"null"</c> is one, <c>null</c> is none.</param>
/// <param name="Line">Its line.</param>
/// <param name="Column">Its column.</param>
public sealed record SuiteScalar(string Text, bool IsQuoted = false, int Line = 0, int Column = 0) : SuiteNode(Line, Column)
{
    internal override string What => IsNull ? "nothing" : $"'{Text}'";

    /// <summary>Whether it says that there is no value.</summary>
    internal bool IsNull => !IsQuoted && Text is ("" or "~" or "null" or "Null" or "NULL");
}

/// <summary>A list.</summary>
/// <param name="Items">What is in it.</param>
/// <param name="Line">Its line.</param>
/// <param name="Column">Its column.</param>
public sealed record SuiteList(IReadOnlyList<SuiteNode> Items, int Line = 0, int Column = 0) : SuiteNode(Line, Column)
{
    internal override string What => "a list";
}

/// <summary>Keys with values, each key once.</summary>
/// <param name="Entries">Them, in their order.</param>
/// <param name="Line">Its line.</param>
/// <param name="Column">Its column.</param>
public sealed record SuiteMap(IReadOnlyList<(SuiteScalar Key, SuiteNode Value)> Entries, int Line = 0, int Column = 0) : SuiteNode(Line, Column)
{
    internal override string What => "a map";

    /// <summary>The value of a key; null where there is none.</summary>
    internal SuiteNode? Find(string key) => Entries.FirstOrDefault(e => e.Key.Text == key).Value;
}
