namespace Larder.Alerts;

/// <summary>The rule for names of channels, which are keys of the configuration.</summary>
public static class ChannelName
{
    /// <summary>What to write.</summary>
    public const string Remedy = "use a letter, then letters, digits, - and _, 100 at most";

    /// <summary>Whether a channel may have this name.</summary>
    public static bool IsValid(string? name) => !string.IsNullOrEmpty(name) && name.Length <= Types.Names.MaxLength && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
