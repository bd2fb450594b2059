namespace Foyer.Contracts;

/// <summary>One browser or device: its sessions and the sign-in and sign-up under way on it (WIRE §6.8).</summary>
public sealed record ClientResource
{
    /// <summary>Always <c>client</c>.</summary>
    public string Object { get; } = "client";

    /// <summary>Prefix <c>client_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Sessions that are active or pending.</summary>
    public IReadOnlyList<SessionResource> Sessions { get; init; } = [];

    /// <summary>The sign-in under way; null when there is none or it is complete.</summary>
    public SignInResource? SignIn { get; init; }

    /// <summary>The sign-up under way; null when there is none or it is complete.</summary>
    public SignUpResource? SignUp { get; init; }

    /// <summary>The session used last; null when signed out.</summary>
    public string? LastActiveSessionId { get; init; }

    /// <summary>How this client signed in last, for example <c>password</c>.</summary>
    public string? LastAuthenticationStrategy { get; init; }

    /// <summary>When the client cookie ends; null when this client has no cookie.</summary>
    public DateTimeOffset? CookieExpiresAt { get; init; }

    /// <summary>Whether bot protection is waived for this request.</summary>
    public bool CaptchaBypass { get; init; }

    /// <summary>When the client was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the client changed last; strictly increases with every change.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A client as the Backend API shows it.</summary>
public sealed record BackendClient
{
    /// <summary>Always <c>client</c>.</summary>
    public string Object { get; } = "client";

    /// <summary>Prefix <c>client_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Ids of <see cref="Sessions"/>.</summary>
    public required IReadOnlyList<string> SessionIds { get; init; }

    /// <summary>Sessions that are active or pending.</summary>
    public required IReadOnlyList<BackendSession> Sessions { get; init; }

    /// <summary>The sign-in under way.</summary>
    public string? SignInId { get; init; }

    /// <summary>The sign-up under way.</summary>
    public string? SignUpId { get; init; }

    /// <summary>The session used last.</summary>
    public string? LastActiveSessionId { get; init; }

    /// <summary>How this client signed in last.</summary>
    public string? LastAuthenticationStrategy { get; init; }

    /// <summary>When the client changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the client was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Body of <c>POST /v1/clients/verify</c>.</summary>
public sealed record VerifyClientRequest
{
    /// <summary>A session token or the value of a client cookie.</summary>
    public string? Token { get; init; }
}

/// <summary>A dev browser: who a development instance's visitor is, when third-party cookies cannot say (WIRE §2.4).</summary>
public sealed record DevBrowserResource
{
    /// <summary>Always <c>dev_browser</c>.</summary>
    public string Object { get; } = "dev_browser";

    /// <summary>The credential itself; prefix <c>dvb_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The same credential under its other name.</summary>
    public required string Token { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public required string InstanceId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
