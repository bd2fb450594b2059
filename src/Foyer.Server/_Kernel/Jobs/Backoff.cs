namespace Foyer.Server;

/// <summary>Pauses between attempts at something that failed: five seconds, then twice as long each time.</summary>
internal static class Backoff
{
    private const double First = 5;

    /// <summary>The pause after a number of failed attempts, before jitter.</summary>
    public static TimeSpan After(int attempts, TimeSpan longest)
    {
        double pause = First * Math.Pow(2, Math.Min(attempts, 20) - 1);
        return pause < longest.TotalSeconds ? TimeSpan.FromSeconds(pause) : longest;
    }
}
