using System.Net;
using System.Text.RegularExpressions;

namespace Foyer.Server.Messages;

/// <summary>The words of an HTML body, for those who read without it.</summary>
internal static partial class PlainText
{
    public static string Of(string html)
    {
        string text = Hidden().Replace(html, "");
        text = Space().Replace(text, " ");
        text = Link().Replace(text, link => link.Groups["label"].Value + " (" + link.Groups["url"].Value + ")");
        text = LineEnd().Replace(text, "\n");
        text = WebUtility.HtmlDecode(Tag().Replace(text, ""));
        IEnumerable<string> lines = text.Split('\n').Select(line => line.Trim());
        return ManyLines().Replace(string.Join('\n', lines), "\n\n").Trim() + "\n";
    }

    [GeneratedRegex("<!--.*?-->|<(head|style|script)\\b.*?</\\1\\s*>", RegexOptions.Singleline | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Hidden();

    [GeneratedRegex("\\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();

    [GeneratedRegex("<a\\b[^>]*?href=[\"'](?<url>[^\"']*)[\"'][^>]*>(?<label>.*?)</a\\s*>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("<br\\b[^>]*>|</(p|div|tr|li|h[1-6]|table|ul|ol)\\s*>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LineEnd();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("\n{3,}", RegexOptions.None, 1000)]
    private static partial Regex ManyLines();
}
