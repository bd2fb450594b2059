namespace Foyer.Contracts;

/// <summary>How fresh the proofs behind a session must be for something sensitive (WIRE §9.7).</summary>
/// <param name="Level"><c>first_factor</c>, <c>second_factor</c> or <c>multi_factor</c>. Who has no second factor shows the first.</param>
/// <param name="AfterMinutes">Older than this many minutes, at least 1, is too old.</param>
public sealed record ReverificationLevel(string Level, int AfterMinutes)
{
    /// <summary>Both factors within ten minutes.</summary>
    public static readonly ReverificationLevel StrictMfa = new("multi_factor", 10);

    /// <summary>The second factor within ten minutes.</summary>
    public static readonly ReverificationLevel Strict = new("second_factor", 10);

    /// <summary>The second factor within an hour.</summary>
    public static readonly ReverificationLevel Moderate = new("second_factor", 60);

    /// <summary>The second factor within a day.</summary>
    public static readonly ReverificationLevel Lax = new("second_factor", 1440);
}
