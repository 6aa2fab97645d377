using System.Text;
using System.Text.Json;
using Larder.Catalog;
using Larder.Errors;
using Larder.Serving.Online;
using Larder.Types;

namespace Larder.Server.Json;

/// <summary>Reads a request's entities, <c>{"customer_id": […], "basket_value": […]}</c>, into a frame of one plan.</summary>
internal sealed class EntityColumns
{
    private readonly EntityColumn[] _columns;
    private readonly CompiledSourceView[] _neededBy;
    private readonly int _keys;
    private readonly int _maxEntities;

    public EntityColumns(ReadPlan plan, int maxEntities)
    {
        _maxEntities = maxEntities;
        var keys = plan.Plan.Keys;
        _keys = keys.Columns.Count;
        _columns =
        [
            .. keys.Columns.Select(k => new EntityColumn(k.Name, Encoding.UTF8.GetBytes(k.Name), k.Type, false)),
            .. plan.Plan.Request.Select(r => new EntityColumn(r.Name, Encoding.UTF8.GetBytes(r.Name), r.Type, r.IsNullable)),
        ];
        _neededBy = [.. keys.Columns.Select(k => plan.Plan.Sources.First(s => s.Entity.KeyParts.Contains(k)))];
        Names = [.. _columns.Select(c => c.Name)];
    }

    /// <summary>The join keys' columns and the request columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads the columns; the JSON is known to be well-formed.</summary>
    /// <exception cref="InvalidInputException">A column is unknown, missing, of another length, or has a value of another type; or a key is null.</exception>
    public void Read(ReadOnlySpan<byte> json, FeatureFrame frame)
    {
        Span<int> lengths = stackalloc int[_columns.Length];
        lengths.Fill(-1);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidInputException($"entities is {JsonKind.Of(reader.TokenType)}; send an object with one list per column: {Listed()}.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = IndexOf(in reader);
            if (lengths[index] >= 0)
            {
                throw new InvalidInputException($"entities has the column {_columns[index].Name} twice; send it once.");
            }

            reader.Read();
            lengths[index] = ReadColumn(ref reader, index, frame);
        }

        CheckComplete(lengths);
    }

    private int ReadColumn(ref Utf8JsonReader reader, int index, FeatureFrame frame)
    {
        var column = _columns[index];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new InvalidInputException($"entities.{column.Name} is {JsonKind.Of(reader.TokenType)}; send a list with one value per entity.");
        }

        var row = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; row++)
        {
            if (row == _maxEntities)
            {
                throw new InvalidInputException($"entities.{column.Name} has more than {_maxEntities} values; send fewer entities at a time.");
            }

            if (index < _keys)
            {
                frame.SetKey(row, index, column.ReadKey(in reader, row));
            }
            else
            {
                frame.SetRequest(row, index - _keys, column.ReadValue(ref reader, row));
            }
        }

        return row;
    }

    private int IndexOf(ref readonly Utf8JsonReader reader)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            if (reader.ValueTextEquals(_columns[i].Utf8Name))
            {
                return i;
            }
        }

        throw new InvalidInputException($"entities has a column '{JsonText.Of(in reader, "A column's name")}', which is not needed; the features asked for take {Listed()}.");
    }

    private void CheckComplete(ReadOnlySpan<int> lengths)
    {
        var first = -1;
        for (var i = 0; i < _columns.Length; i++)
        {
            if (lengths[i] < 0)
            {
                if (!_columns[i].IsNullable)
                {
                    var need = i < _keys ? $", by which view {_neededBy[i].Name} finds its {_neededBy[i].Entity.Name}" : string.Empty;
                    throw new InvalidInputException($"entities has no column {_columns[i].Name}{need}; the features asked for take {Listed()}.");
                }

                continue;
            }

            if (first >= 0 && lengths[i] != lengths[first])
            {
                throw new InvalidInputException(
                    $"The columns of entities differ in length: {_columns[first].Name} has {lengths[first]} and {_columns[i].Name} has {lengths[i]}; send one value per entity in each.");
            }

            first = first < 0 ? i : first;
        }
    }

    private string Listed() => string.Join(", ", _columns.Select(c => $"{c.Name} ({c.Type.Name()}{(c.IsNullable ? ", optional" : "")})"));
}
