using System.Text;

namespace Larder.Types;

/// <summary>Text as it is read back from UTF-8.</summary>
internal static class StoredText
{
    /// <summary>Half a surrogate pair does not survive UTF-8: it counts as what is read back, so that a value is the same before and after storing.</summary>
    public static string Of(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                var stored = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
                return stored == text ? text : stored;
            }
        }

        return text;
    }
}
