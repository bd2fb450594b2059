namespace Foyer.AspNetCore;

/// <summary>What <see cref="Auth.ProtectAsync"/> asks for; all that is set must hold.</summary>
public sealed record ProtectOptions
{
    /// <summary>Role in the active organization, with or without <c>org:</c>.</summary>
    public string? Role { get; init; }

    /// <summary>Permission in the active organization, with or without <c>org:</c>.</summary>
    public string? Permission { get; init; }

    /// <summary>Whether an organization must be active. Default false.</summary>
    public bool OrganizationRequired { get; init; }

    /// <summary>Any other condition.</summary>
    public Func<Auth, ValueTask<bool>>? Predicate { get; init; }

    /// <summary>Where to send who is not signed in, instead of sign-in or 404. The app's own constant, never a request's value.</summary>
    public string? UnauthenticatedUrl { get; init; }

    /// <summary>Where to send who is signed in but may not, instead of 404. The app's own constant, never a request's value.</summary>
    public string? UnauthorizedUrl { get; init; }
}
