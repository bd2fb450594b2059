using Foyer.Server.Instances;
using Foyer.Server.Users;

namespace Foyer.Server.Sessions;

/// <summary>A session about to begin. Duties that keep it pending are found when it begins, from the user and the settings.</summary>
internal sealed record NewSession
{
    public required string ClientId { get; init; }

    /// <summary>Who is signed in by it, as read in the transaction in which it begins.</summary>
    public required UserAggregate User { get; init; }

    /// <summary>The sign-in or sign-up that ends with it; null for none.</summary>
    public string? AttemptId { get; init; }

    /// <summary>How the person signed in, for example <c>email_code</c>; shown as "last used" on the client.</summary>
    public required string Strategy { get; init; }

    public string? ClientIp { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>When the first factor was proven; null for now.</summary>
    public DateTimeOffset? FirstFactorAt { get; init; }

    /// <summary>When the second factor was proven; null when none was.</summary>
    public DateTimeOffset? SecondFactorAt { get; init; }

    /// <summary>The actor as JSON (at least <c>sub</c>) when somebody acts in the user's place; becomes <c>act</c> in tokens.</summary>
    public string? Actor { get; init; }

    /// <summary>End of the session after its beginning; null for the instance's maximum, which also bounds it.</summary>
    public TimeSpan? Lifetime { get; init; }
}

/// <summary>When sessions end. Pure.</summary>
internal static class SessionTimes
{
    public static DateTimeOffset ExpireAt(Instance instance, NewSession start, DateTimeOffset now)
    {
        TimeSpan longest = TimeSpan.FromSeconds(instance.Settings.Sessions.MaximumLifetimeInSeconds);
        return now + (start.Lifetime < longest ? start.Lifetime.Value : longest);
    }

    /// <summary>The activity of people is kept to the day (WIRE §12.5).</summary>
    public static DateTimeOffset Day(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>When a session used now is dropped if it is not used again; never after its end.</summary>
    public static DateTimeOffset AbandonAt(Instance instance, DateTimeOffset expireAt, DateTimeOffset now) =>
        instance.Settings.Sessions.InactivityTimeoutInSeconds is { } seconds && now.AddSeconds(seconds) < expireAt ? now.AddSeconds(seconds) : expireAt;
}
