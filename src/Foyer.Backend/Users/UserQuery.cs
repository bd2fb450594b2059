namespace Foyer.Backend;

/// <summary>
/// Which users (<c>GET /v1/users</c> and <c>/v1/users/count</c>). Filters narrow each other; the values of one list are
/// alternatives, at most 100 each. An item of a list may carry <c>+</c> (include) or <c>-</c> (exclude) in front (WIRE §12.2).
/// </summary>
public sealed record UserFilter
{
    /// <summary>Everybody.</summary>
    public static readonly UserFilter All = new();

    /// <summary>E-mail addresses, whole.</summary>
    public IReadOnlyList<string>? EmailAddress { get; init; }

    /// <summary>Phone numbers, E.164, whole.</summary>
    public IReadOnlyList<string>? PhoneNumber { get; init; }

    /// <summary>The app's own ids.</summary>
    public IReadOnlyList<string>? ExternalId { get; init; }

    /// <summary>Usernames, whole.</summary>
    public IReadOnlyList<string>? Username { get; init; }

    /// <summary>Wallet addresses.</summary>
    public IReadOnlyList<string>? Web3Wallet { get; init; }

    /// <summary>User ids.</summary>
    public IReadOnlyList<string>? UserId { get; init; }

    /// <summary>Members of these organizations.</summary>
    public IReadOnlyList<string>? OrganizationId { get; init; }

    /// <summary>Part of any identifier, id or name.</summary>
    public string? Query { get; init; }

    /// <summary>Part of an e-mail address.</summary>
    public string? EmailAddressQuery { get; init; }

    /// <summary>Part of a phone number.</summary>
    public string? PhoneNumberQuery { get; init; }

    /// <summary>Part of a username.</summary>
    public string? UsernameQuery { get; init; }

    /// <summary>Part of a first or last name.</summary>
    public string? NameQuery { get; init; }

    /// <summary>Only banned users, or only others; null for both.</summary>
    public bool? Banned { get; init; }

    /// <summary>Active last before this day.</summary>
    public DateTimeOffset? LastActiveAtBefore { get; init; }

    /// <summary>Active last on or after this day.</summary>
    public DateTimeOffset? LastActiveAtAfter { get; init; }

    /// <summary>The older name of <see cref="LastActiveAtAfter"/>.</summary>
    public DateTimeOffset? LastActiveAtSince { get; init; }

    /// <summary>Made before.</summary>
    public DateTimeOffset? CreatedAtBefore { get; init; }

    /// <summary>Made after.</summary>
    public DateTimeOffset? CreatedAtAfter { get; init; }

    /// <summary>Signed in last before.</summary>
    public DateTimeOffset? LastSignInAtBefore { get; init; }

    /// <summary>Signed in last after.</summary>
    public DateTimeOffset? LastSignInAtAfter { get; init; }

    /// <summary>A social provider, for example <c>oauth_google</c>; only with <see cref="ProviderUserId"/>.</summary>
    public string? Provider { get; init; }

    /// <summary>The person's ids at <see cref="Provider"/>.</summary>
    public IReadOnlyList<string>? ProviderUserId { get; init; }

    internal QueryText ToQuery() => new QueryText()
        .Add("email_address", EmailAddress)
        .Add("phone_number", PhoneNumber)
        .Add("external_id", ExternalId)
        .Add("username", Username)
        .Add("web3_wallet", Web3Wallet)
        .Add("user_id", UserId)
        .Add("organization_id", OrganizationId)
        .Add("query", Query)
        .Add("email_address_query", EmailAddressQuery)
        .Add("phone_number_query", PhoneNumberQuery)
        .Add("username_query", UsernameQuery)
        .Add("name_query", NameQuery)
        .Add("banned", Banned)
        .Add("last_active_at_before", LastActiveAtBefore)
        .Add("last_active_at_after", LastActiveAtAfter)
        .Add("last_active_at_since", LastActiveAtSince)
        .Add("created_at_before", CreatedAtBefore)
        .Add("created_at_after", CreatedAtAfter)
        .Add("last_sign_in_at_before", LastSignInAtBefore)
        .Add("last_sign_in_at_after", LastSignInAtAfter)
        .Add("provider", Provider)
        .Add("provider_user_id", ProviderUserId);
}

/// <summary>Which page of a list, in which order.</summary>
public sealed record UserPage
{
    /// <summary>Most items to answer, 1 to 500; null for the server's default of 10.</summary>
    public int? Limit { get; init; }

    /// <summary>Items to skip; null for none.</summary>
    public int? Offset { get; init; }

    /// <summary>Id of the last user of the page before: cheaper than <see cref="Offset"/>, with order by creation only.</summary>
    public string? StartingAfter { get; init; }

    /// <summary>Order; null for newest first.</summary>
    public UserOrder? Order { get; init; }
}

/// <summary>An order of users: <c>UserOrder.LastSignInAt.Descending</c>.</summary>
/// <param name="Field">Wire name of the field.</param>
/// <param name="IsDescending">Largest, latest or last first.</param>
public readonly record struct UserOrder(string Field, bool IsDescending = false)
{
    /// <summary>By creation.</summary>
    public static readonly UserOrder CreatedAt = new("created_at");

    /// <summary>By last change.</summary>
    public static readonly UserOrder UpdatedAt = new("updated_at");

    /// <summary>By primary e-mail address.</summary>
    public static readonly UserOrder EmailAddress = new("email_address");

    /// <summary>By primary wallet.</summary>
    public static readonly UserOrder Web3Wallet = new("web3wallet");

    /// <summary>By first name.</summary>
    public static readonly UserOrder FirstName = new("first_name");

    /// <summary>By last name.</summary>
    public static readonly UserOrder LastName = new("last_name");

    /// <summary>By primary phone number.</summary>
    public static readonly UserOrder PhoneNumber = new("phone_number");

    /// <summary>By username.</summary>
    public static readonly UserOrder Username = new("username");

    /// <summary>By last activity.</summary>
    public static readonly UserOrder LastActiveAt = new("last_active_at");

    /// <summary>By last sign-in.</summary>
    public static readonly UserOrder LastSignInAt = new("last_sign_in_at");

    /// <summary>The same field, turned round.</summary>
    public UserOrder Descending => this with { IsDescending = true };

    /// <summary>The order as it stands on the wire, for example <c>-created_at</c>.</summary>
    public override string ToString() => (IsDescending ? "-" : "+") + Field;
}
