using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foyer.Contracts;

/// <summary>The claims of a session token, version 2 (WIRE §5.3). Times are Unix seconds.</summary>
public sealed record SessionClaims
{
    /// <summary>Issuer: <c>https://</c> and the host inside the publishable key.</summary>
    public string? Iss { get; init; }

    /// <summary>User id.</summary>
    public string? Sub { get; init; }

    /// <summary>Session id.</summary>
    public string? Sid { get; init; }

    /// <summary>Issued at.</summary>
    public long Iat { get; init; }

    /// <summary>Expires at.</summary>
    public long Exp { get; init; }

    /// <summary>Not valid before.</summary>
    public long Nbf { get; init; }

    /// <summary>Origin of the app the token was made for; null when it was not known.</summary>
    public string? Azp { get; init; }

    /// <summary>Random id of this token.</summary>
    public string? Jti { get; init; }

    /// <summary>Version of the claims: 2.</summary>
    public int V { get; init; }

    /// <summary>Minutes since the first and the second factor were proven; -1 = never.</summary>
    public IReadOnlyList<int>? Fva { get; init; }

    /// <summary>Session status: <c>active</c> or <c>pending</c>.</summary>
    public string? Sts { get; init; }

    /// <summary>Features by scope, comma-separated, for example <c>o:invoices,u:beta</c>.</summary>
    public string? Fea { get; init; }

    /// <summary>Plans by scope, comma-separated.</summary>
    public string? Pla { get; init; }

    /// <summary>The active organization; null for the personal account.</summary>
    public OrganizationClaim? O { get; init; }

    /// <summary>Who acts on the user's behalf; null when nobody does.</summary>
    public JsonElement? Act { get; init; }

    /// <summary>Claims the instance added.</summary>
    /// <remarks>Settable, because generated metadata takes init-only members for constructor parameters and refuses this one.</remarks>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Custom { get; set; }
}

/// <summary>The active organization inside a session token (WIRE §5.3).</summary>
public sealed record OrganizationClaim
{
    /// <summary>Organization id.</summary>
    public string? Id { get; init; }

    /// <summary>Organization slug.</summary>
    public string? Slg { get; init; }

    /// <summary>Role key without its <c>org:</c> prefix.</summary>
    public string? Rol { get; init; }

    /// <summary>Permission names, comma-separated.</summary>
    public string? Per { get; init; }

    /// <summary>Per feature of scope <c>o</c>, in order: bit i is set when permission i is granted on it.</summary>
    public string? Fpm { get; init; }
}
