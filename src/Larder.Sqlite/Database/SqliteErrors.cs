using Larder.Errors;
using SQLitePCL;

namespace Larder.Sqlite;

/// <summary>From SQLite's result codes to the family of errors. Every message names the file and the next thing to do.</summary>
internal static class SqliteErrors
{
    public static LarderException Create(int code, string detail, string path, SqliteSchema schema) => (code & 0xFF) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new UnavailableException(
            $"The {schema.Description} {path} is being written by another process; repeat when it has finished.", isTransient: true),
        raw.SQLITE_FULL => Full(path, schema),
        raw.SQLITE_IOERR when code is raw.SQLITE_IOERR_SHMSIZE => Full(path, schema),
        raw.SQLITE_NOTADB => new InvalidInputException(
            $"{path} is not a SQLite database; move it away, or give another folder with --state for the {schema.Description}."),
        raw.SQLITE_CORRUPT => new UnavailableException($"The {schema.Description} {path} is damaged ({detail}); {schema.Repair}."),
        raw.SQLITE_READONLY => new UnavailableException(
            $"The {schema.Description} {path} cannot be written; make the file and its folder writable for this user."),
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => CannotOpen(path, schema, detail),
        raw.SQLITE_NOMEM => new UnavailableException(
            $"There is not enough memory to use the {schema.Description} {path}; free some and repeat.", isTransient: true),
        raw.SQLITE_TOOBIG => new InvalidInputException(
            $"A value is too large for the {schema.Description} {path}; SQLite takes at most 1 GB per row."),
        _ => new UnavailableException(
            $"The {schema.Description} {path} cannot be used: SQLite reports '{detail}' (code {code}); check the disk and the file."),
    };

    public static UnavailableException CannotOpen(string path, SqliteSchema schema, string detail, Exception? innerException = null) => new(
        $"The {schema.Description} {path} cannot be opened ({detail}); make its folder exist and writable for this user, or give another folder with --state.",
        innerException: innerException);

    public static InvalidInputException NewerSchema(string path, SqliteSchema schema, long found) => new(
        $"The {schema.Description} {path} has schema version {found}, this Larder knows up to {schema.Migrations.Count}; use a newer Larder, or give another folder with --state.");

    public static InvalidInputException ForeignFile(string path, SqliteSchema schema) => new(
        $"{path} is a SQLite database but not a Larder {schema.Description}; give another folder with --state.");

    private static UnavailableException Full(string path, SqliteSchema schema) => new(
        $"The disk of the {schema.Description} {path} is full and nothing of this write was kept; free some space, then repeat.");
}
