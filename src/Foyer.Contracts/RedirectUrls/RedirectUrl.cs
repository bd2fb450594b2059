namespace Foyer.Contracts;

/// <summary>An address people may be sent back to although its origin is not allowed as a whole: of a native app, or a single page.</summary>
public sealed record RedirectUrl
{
    /// <summary>Always <c>redirect_url</c>.</summary>
    public string Object { get; } = "redirect_url";

    /// <summary>Prefix <c>ru_</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The address, for example <c>com.example.app://callback</c>.</summary>
    public required string Url { get; init; }

    /// <summary>When it was listed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The same: an address does not change.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Body of <c>POST /v1/redirect_urls</c>.</summary>
public sealed record CreateRedirectUrlRequest
{
    /// <summary>Beginning with <c>https://</c> or an app's own scheme, without query; at most 2048 characters. Required.</summary>
    public string? Url { get; init; }
}
