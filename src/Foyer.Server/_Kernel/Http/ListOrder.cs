namespace Foyer.Server;

/// <summary>How lists are ordered and searched by parameters (WIRE §12.2).</summary>
internal static class ListOrder
{
    /// <summary>Reads <c>order_by</c>: a name with <c>+</c> or <c>-</c> before it; none stands for <c>-created_at</c>, no sign for <c>+</c>.</summary>
    /// <param name="text">The parameter. A plus sign that was not escaped arrives as a blank.</param>
    /// <param name="columns">Names that may be ordered by.</param>
    /// <param name="column">The name: one of <paramref name="columns"/>, so it may stand in SQL.</param>
    /// <param name="direction"><c>ASC</c> or <c>DESC</c>.</param>
    public static bool TryParse(string? text, IReadOnlyList<string> columns, out string column, out string direction)
    {
        string given = string.IsNullOrEmpty(text) ? "-created_at" : text;
        string name = given.TrimStart('+', '-', ' ');
        column = columns.FirstOrDefault(known => known == name) ?? "";
        direction = given[0] == '-' ? "DESC" : "ASC";
        return column.Length > 0 && given.Length - name.Length <= 1;
    }

    /// <summary>A pattern for <c>LIKE … ESCAPE '!'</c> that finds a text anywhere; addresses are stored in lower case.</summary>
    public static string Pattern(string? text) =>
        $"%{(text ?? "").ToLowerInvariant().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";
}
