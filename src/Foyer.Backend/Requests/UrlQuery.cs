namespace Foyer.Backend;

/// <summary>Reads and edits the query of a URL; what is not edited stays letter for letter.</summary>
internal static class UrlQuery
{
    /// <summary>The first value of a parameter, decoded; null when absent.</summary>
    public static string? Get(Uri url, string name)
    {
        foreach (Range part in Parts(url, out ReadOnlySpan<char> query))
        {
            ReadOnlySpan<char> pair = query[part];
            if (IsNamed(pair, name))
            {
                return Uri.UnescapeDataString(pair[Math.Min(pair.Length, name.Length + 1)..].ToString().Replace('+', ' '));
            }
        }

        return null;
    }

    /// <summary>The URL without the parameters named, and without fragment.</summary>
    public static string Without(Uri url, params ReadOnlySpan<string> names)
    {
        List<string> kept = [];
        foreach (Range part in Parts(url, out ReadOnlySpan<char> query))
        {
            ReadOnlySpan<char> pair = query[part];
            bool dropped = pair.IsEmpty;
            foreach (string name in names)
            {
                dropped |= IsNamed(pair, name);
            }

            if (!dropped)
            {
                kept.Add(pair.ToString());
            }
        }

        return url.GetLeftPart(UriPartial.Path) + (kept.Count == 0 ? "" : "?" + string.Join('&', kept));
    }

    /// <summary>The URL with one more parameter.</summary>
    public static string With(string url, string name, string value) =>
        url + (url.Contains('?', StringComparison.Ordinal) ? '&' : '?') + name + "=" + Uri.EscapeDataString(value);

    private static Range[] Parts(Uri url, out ReadOnlySpan<char> query)
    {
        query = url.Query.AsSpan().TrimStart('?');
        if (query.IsEmpty)
        {
            return [];
        }

        Range[] parts = new Range[query.Count('&') + 1];
        query.Split(parts, '&');
        return parts;
    }

    private static bool IsNamed(ReadOnlySpan<char> pair, string name) =>
        pair.StartsWith(name, StringComparison.Ordinal) && (pair.Length == name.Length || pair[name.Length] == '=');
}
