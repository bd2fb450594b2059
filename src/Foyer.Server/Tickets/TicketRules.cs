namespace Foyer.Server.Tickets;

/// <summary>No I/O: bounds of what tickets may say.</summary>
internal static class TicketRules
{
    private const long MaxSeconds = 315_360_000;

    /// <summary>Checks a duration; null when it may be.</summary>
    public static Fault? Seconds(string name, long? seconds) => seconds is < 1 or > MaxSeconds ? RequestFaults.Value(name) : null;

    /// <summary>A ticket says its times in seconds, its row in milliseconds: cut alike, both always end together.</summary>
    public static DateTimeOffset WholeSecond(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
}
