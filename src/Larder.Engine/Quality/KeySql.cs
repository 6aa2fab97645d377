using System.Globalization;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>The form of columns that are compared with those of another source, as SQL.</summary>
internal static class KeySql
{
    /// <summary>A column in the form.</summary>
    public static string Of(KeyForm form, string name) =>
        !form.IsNumber ? name
        : !form.IsFloating ? $"{name}::BIGINT"
        : form.Scale is { } scale ? string.Create(CultureInfo.InvariantCulture, $"floor({name}::DOUBLE * '{scale:R}'::DOUBLE + 0.5::DOUBLE)")
        : $"{name}::DOUBLE";

    /// <summary>The type of a column of a type in the form.</summary>
    public static ColumnType TypeOf(KeyForm form, ColumnType type) => !form.IsNumber ? type : form.IsFloating ? ColumnType.Float64 : ColumnType.Int64;
}
