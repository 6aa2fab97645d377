namespace Larder.Expressions;

/// <summary>A piece of C#: its text, its type where that is known, and how tightly it binds.</summary>
internal sealed record ReadablePart(string Text, string? Type = null, int Binding = ReadablePart.Primary)
{
    public const int Primary = 20;
    public const int Lowest = 1;

    private const int Prefix = 18;

    /// <summary>Whether a conversion from a whole number was left out.</summary>
    private bool WasWhole { get; init; }

    private bool LooksWhole => WasWhole || ReadableName.IsWhole(Type) || Text.All(char.IsAsciiDigit);

    /// <summary>The text, in parentheses where it binds less tightly.</summary>
    public string AtLeast(int binding) => Binding >= binding ? Text : $"({Text})";

    /// <summary>An operation with two operands.</summary>
    public static ReadablePart Binary(string operation, ReadablePart left, ReadablePart right)
    {
        if (operation == "ArrayIndex")
        {
            return new($"{left.AtLeast(Primary)}[{right.Text}]");
        }

        var (symbol, binding) = operation.Replace("Checked", string.Empty, StringComparison.Ordinal) switch
        {
            "Multiply" => ("*", 16),
            "Divide" => ("/", 16),
            "Modulo" => ("%", 16),
            "Add" => ("+", 14),
            "Subtract" => ("-", 14),
            "LeftShift" => ("<<", 13),
            "RightShift" => (">>", 13),
            "LessThan" => ("<", 12),
            "LessThanOrEqual" => ("<=", 12),
            "GreaterThan" => (">", 12),
            "GreaterThanOrEqual" => (">=", 12),
            "Equal" => ("==", 10),
            "NotEqual" => ("!=", 10),
            "And" => ("&", 9),
            "ExclusiveOr" => ("^", 8),
            "Or" => ("|", 7),
            "AndAlso" => ("&&", 6),
            "OrElse" => ("||", 5),
            "Coalesce" => ("??", 3),
            _ => throw new FormatException(),
        };

        // Without a conversion a division of what looks like two whole numbers would read as one that drops the rest.
        var isDecided = symbol == "/" && left.LooksWhole && right.LooksWhole && !ReadableName.IsWhole(left.Type);
        var first = isDecided ? $"({left.Type}){left.AtLeast(Prefix)}" : left.AtLeast(binding);
        return new($"{first} {symbol} {right.AtLeast(binding + 1)}", binding is >= 5 and <= 12 ? "bool" : left.Type, binding);
    }

    /// <summary>An operation with one operand and a type.</summary>
    public static ReadablePart Unary(string operation, string type, ReadablePart operand) => operation switch
    {
        "Convert" or "ConvertChecked" when ReadableName.IsImplicit(operand.Type, type) =>
            operand with { Type = type, WasWhole = operand.WasWhole || (ReadableName.IsWhole(operand.Type) && !ReadableName.IsWhole(type)) },
        "Convert" or "ConvertChecked" => new($"({type}){operand.AtLeast(Prefix)}", type, Prefix),
        "Not" => new($"{(type is "bool" or "bool?" ? "!" : "~")}{operand.AtLeast(Prefix)}", type, Prefix),
        "Negate" or "NegateChecked" => new($"-{operand.AtLeast(Prefix)}", type, Prefix),
        "UnaryPlus" => new($"+{operand.AtLeast(Prefix)}", type, Prefix),
        "OnesComplement" => new($"~{operand.AtLeast(Prefix)}", type, Prefix),
        "ArrayLength" => new($"{operand.AtLeast(Primary)}.Length", type),
        "TypeAs" => new($"{operand.AtLeast(12)} as {type}", type, 12),
        "TypeIs" => new($"{operand.AtLeast(12)} is {type}", "bool", 12),
        "Quote" => operand,
        _ => throw new FormatException(),
    };
}
