namespace Foyer.Backend;

/// <summary>
/// A pattern of URL paths: <c>/orgs/:slug/settings</c> (a segment with a name), <c>/docs/(.*)</c> (anything below),
/// <c>/docs(.*)</c> (it and anything below). Case-sensitive; a trailing slash does not matter.
/// </summary>
public sealed class PathPattern
{
    private const string Rest = "(.*)";

    private readonly string[] _segments;
    private readonly bool _below;
    private readonly bool _itself;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern; begins with <c>/</c>.</param>
    /// <exception cref="ArgumentException">It is not one.</exception>
    public PathPattern(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        _below = pattern.EndsWith(Rest, StringComparison.Ordinal);
        string path = _below ? pattern[..^Rest.Length] : pattern;
        _itself = !_below || !path.EndsWith('/') || path == "/";
        if (!pattern.StartsWith('/') || path.Contains('(', StringComparison.Ordinal) || path.Contains('*', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{pattern}' is no path pattern: write '/orgs/:slug', '/docs/(.*)' or '/docs(.*)'.", nameof(pattern));
        }

        _segments = Split(path);
    }

    /// <summary>Whether a path fits.</summary>
    /// <param name="path">The path, percent-encoded or not, without query.</param>
    public bool Matches(string path) => Match(path) is not null;

    /// <summary>The named segments of a path that fits, decoded; null when it does not fit.</summary>
    /// <param name="path">The path, percent-encoded or not, without query.</param>
    public IReadOnlyDictionary<string, string>? Match(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] given = Split(path);
        if (given.Length < _segments.Length || (given.Length > _segments.Length && !_below) || (given.Length == _segments.Length && !_itself))
        {
            return null;
        }

        Dictionary<string, string> values = new(StringComparer.Ordinal);
        for (int i = 0; i < _segments.Length; i++)
        {
            string value = Uri.UnescapeDataString(given[i]);
            if (_segments[i].StartsWith(':'))
            {
                values[_segments[i][1..]] = value;
            }
            else if (!_segments[i].Equals(value, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }
        }

        return values;
    }

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
