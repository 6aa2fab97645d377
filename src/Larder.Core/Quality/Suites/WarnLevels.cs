using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Suites;

/// <summary>Where a check warns although it holds, in a suite's file.</summary>
internal static class WarnLevels
{
    public const string Below = "warn_below";
    public const string AtLeast = "warn_at_least";
    public const string AtMost = "warn_at_most";

    public static Check Read(EntryReader reader, EventSchema schema, Check check)
    {
        if (check is BoundedCheck bounded)
        {
            var type = Declared.WarnType(bounded, schema);
            var (atLeast, atMost) = (reader.Value(AtLeast, type), reader.Value(AtMost, type));
            return atLeast.IsNull && atMost.IsNull ? check : Declared.WarnUnless(check, schema, atLeast, atMost);
        }

        return check is ShareCheck && reader.Number(Below) is { } share ? Declared.WarnBelow(check, share) : check;
    }

    public static void Write(EntryWriter writer, Check check)
    {
        if (check is ShareCheck { WarnBelow: { } share })
        {
            writer.Number(Below, share);
        }

        if (check is BoundedCheck { WarnUnless: { } bounds })
        {
            writer.Value(AtLeast, bounds.AtLeast);
            writer.Value(AtMost, bounds.AtMost);
        }
    }
}
