namespace Foyer.Contracts;

/// <summary>Who is signed in, as far as the app knows without asking: filled by the app SDK, read by components.</summary>
public sealed record AuthState
{
    /// <summary>Nobody.</summary>
    public static readonly AuthState SignedOut = new();

    /// <summary>Whether a session is active. A pending session counts as signed out.</summary>
    public bool IsSignedIn => UserId is not null;

    /// <summary>User id; null when signed out.</summary>
    public string? UserId { get; init; }

    /// <summary>Session id; null when signed out.</summary>
    public string? SessionId { get; init; }

    /// <summary>Active organization; null for the personal account.</summary>
    public string? OrgId { get; init; }

    /// <summary>Role in the active organization with its <c>org:</c> prefix, for example <c>org:admin</c>.</summary>
    public string? OrgRole { get; init; }

    /// <summary>Slug of the active organization.</summary>
    public string? OrgSlug { get; init; }

    /// <summary>Permissions in the active organization, for example <c>org:invoices:read</c>.</summary>
    public IReadOnlyList<string> OrgPermissions { get; init; } = [];

    /// <summary>All claims of the session token; null when signed out.</summary>
    public SessionClaims? Claims { get; init; }

    /// <summary>Whether the session has all that is named. With nothing named, whether anybody is signed in.</summary>
    /// <param name="role">Role key, with or without <c>org:</c>; null to not ask.</param>
    /// <param name="permission">Permission key, with or without <c>org:</c>; null to not ask.</param>
    public bool Has(string? role = null, string? permission = null) =>
        IsSignedIn &&
        (role is null || (OrgId is not null && OrgRole == Prefixed(role))) &&
        (permission is null || (OrgId is not null && OrgPermissions.Contains(Prefixed(permission))));

    /// <summary>Whether the person proved lately who they are, as the token's factor ages say.</summary>
    /// <param name="level">How lately, and with which factors.</param>
    public bool HasProven(ReverificationLevel level)
    {
        ArgumentNullException.ThrowIfNull(level);
        if (!IsSignedIn || Claims?.Fva is not [var first, var second])
        {
            return false;
        }

        bool firstIsFresh = first >= 0 && first < level.AfterMinutes;
        bool secondIsFresh = second < 0 ? firstIsFresh : second < level.AfterMinutes;
        return level.Level switch
        {
            "first_factor" => firstIsFresh,
            "second_factor" => secondIsFresh,
            "multi_factor" => firstIsFresh && secondIsFresh,
            _ => false,
        };
    }

    private static string Prefixed(string key) => key.StartsWith("org:", StringComparison.Ordinal) ? key : "org:" + key;
}

/// <summary>The current request's person, for components. Filled by the app SDK.</summary>
public interface IUserContext
{
    /// <summary>Who is signed in.</summary>
    AuthState Auth { get; }

    /// <summary>Loads the whole user; null when signed out.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<UserResource?> GetUserAsync(CancellationToken cancellationToken = default);
}
