using Larder.Quality.Checks;

namespace Larder.Quality.Suites;

/// <summary>How a kind of check is read from a suite's file and written into one.</summary>
/// <param name="Name">The kind's name.</param>
/// <param name="Keys">What it takes beside the keys of all checks.</param>
/// <param name="Read">Makes the check, with the name it has by default.</param>
/// <param name="Write">Writes its keys.</param>
internal sealed record CheckKind(string Name, IReadOnlyList<string> Keys, Func<EntryReader, Check> Read, Action<Check, EntryWriter> Write)
{
    /// <summary>The kind of a type of check.</summary>
    public static CheckKind Of<TCheck>(string name, string keys, Func<EntryReader, TCheck> read, Action<TCheck, EntryWriter> write)
        where TCheck : Check => new(name, [.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. WarnKeys(typeof(TCheck))], read, (check, writer) => write((TCheck)check, writer));

    private static string[] WarnKeys(Type check) =>
        check.IsAssignableTo(typeof(ShareCheck)) ? [WarnLevels.Below]
        : check.IsAssignableTo(typeof(BoundedCheck)) ? [WarnLevels.AtLeast, WarnLevels.AtMost]
        : [];
}

/// <summary>The kinds that suites in files know. A new kind is one entry in one of the tables.</summary>
internal static class CheckKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<CheckKind> All { get; } = [.. ColumnKinds.All, .. SeveralColumnsKinds.All, .. BesideKinds.All, .. AggregateKinds.All, .. SqlKinds.All, .. OtherSourceKinds.All];
}
